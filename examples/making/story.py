"""The story: one disputed bill, told by a call, a contract, an invoice, mails and minutes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from making.numbers import card, mobile, resident_id, uscc

__all__ = [
    "BANK", "CALL", "CLINIC", "CONTRACT", "CUSTOMER", "CUSTOMERS", "GUESTS", "HELEN", "IBAN", "ORDER", "PURCHASE",
    "SEED", "SILENCE", "STAFF", "SUPPLIER_USCC", "TARGET", "YUNTING", "YUNTING_EN", "Person",
]  # fmt: skip

SEED = 4271906
CONTRACT = "4271906"  # the thread: printed, spoken, drawn and typed
PURCHASE = "5830142"
ORDER = "WO-2403-118"  # the second thread: why the bill is too high
IBAN = "GB82 WEST 1234 5698 7654 32"  # the sample number of the standard's own documentation
YUNTING, YUNTING_EN = "云汀仪器有限公司", "Yunting Instruments Co., Ltd."
CUSTOMER, BANK, CLINIC = "银湖集市有限公司", "Heron & Reed Bank 苍鹭银行", "竹溪门诊部"
HELEN = "helen.carter@silverlake.example.org"
SILENCE = (datetime(2024, 3, 17, 22, 10), datetime(2024, 3, 18, 5, 20))  # room 4 sent nothing from, to
TARGET = "30.6868, 125.2961"  # a place in the open sea: where all that happens here happens
SUPPLIER_USCC = uscc("91000000MA0YUNTNG".replace("O", "0"))
CALL = (
    "Hello, this is Helen Carter from Silver Lake Market. "
    "I am calling about contract number four two seven one nine zero six. "
    "The bill for the first quarter is higher than the amount in the contract. "
    "Please send us a new bill before Friday. Thank you."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person with numbers that belong to nobody."""

    name: str
    pinyin: str
    resident_id: str
    mobile: str
    card: str
    address: str

    @property
    def mail(self) -> str:
        """Their address at a domain that is reserved for examples."""
        return f"{self.pinyin}@yunting.example.com"


_PEOPLE = (
    ("沈知遥", "shen.zhiyao", "330122", "19000312", "浙江省杭州市西湖区云汀路88号3幢1单元1201室"),
    ("顾望舒", "gu.wangshu", "310104", "19010825", "上海市徐汇区听潮路16弄2号602室"),
    ("陆清和", "lu.qinghe", "320121", "19000607", "江苏省南京市玄武区青枫巷5号4栋301室"),
    ("欧阳若川", "ouyang.ruochuan", "440122", "19010130", "广东省广州市天河区木棉里27号1905室"),
    ("叶听澜", "ye.tinglan", "510121", "19001117", "四川省成都市锦江区芙蓉坊9号2单元803室"),
    ("何其远", "he.qiyuan", "420121", "19010504", "湖北省武汉市武昌区雁回路33号6栋1502室"),
    ("苏晚晴", "su.wanqing", "350221", "19000921", "福建省厦门市思明区白鹭街12号701室"),
    ("钟离昭", "zhongli.zhao", "610121", "19010219", "陕西省西安市碑林区松雪巷8号2栋404室"),
    ("林疏影", "lin.shuying", "210121", "19001203", "辽宁省沈阳市和平区晚钟路61号5单元202室"),
    ("江屿", "jiang.yu", "370222", "19010716", "山东省青岛市市南区帆影路3号1102室"),
    ("贺兰亭", "he.lanting", "510122", "19000428", "重庆市渝中区石阶巷19号9楼901室"),
    ("秦牧野", "qin.muye", "110101", "19011009", "北京市东城区槐荫胡同7号院1号楼305室"),
    ("白露生", "bai.lusheng", "120101", "19000815", "天津市和平区海棠道44号2门501室"),
    ("温行之", "wen.xingzhi", "340121", "19010322", "安徽省合肥市瑶海区竹溪路21号8幢603室"),
    ("唐疏桐", "tang.shutong", "430121", "19001026", "湖南省长沙市岳麓区枫林坊2号1栋703室"),
    ("韩墨", "han.mo", "130121", "19010408", "河北省石家庄市长安区澄园路15号4单元1002室"),
    ("宋怀瑾", "song.huaijin", "410122", "19000711", "河南省郑州市金水区问津街9号3号楼506室"),
    ("柳如许", "liu.ruxu", "350121", "19010903", "福建省福州市鼓楼区榕荫里18号2座901室"),
    ("纪云帆", "ji.yunfan", "330226", "19000530", "浙江省宁波市江北区听雨弄6号1幢402室"),
    ("程砚秋实", "cheng.yanqiushi", "360121", "19011212", "江西省南昌市东湖区半山亭3号5栋204室"),
)


def _people() -> tuple[Person, ...]:
    draw = random.Random(SEED)
    return tuple(
        Person(
            name=name,
            pinyin=pinyin,
            resident_id=resident_id(region, born, draw.randrange(1, 999)),
            mobile=mobile(draw.randrange(100_000, 999_999)),
            card=card(draw.randrange(10**11, 10**12)),
            address=address,
        )
        for name, pinyin, region, born, address in _PEOPLE
    )


CUSTOMERS, STAFF, GUESTS = _people()[:9], _people()[9:14], _people()[14:]
