"""Tables whose columns are known, made with Faker from a seed: headers as people and databases write them.

A column is (header, type, how a cell is made); the headers were written from what exports of such systems look like,
not from the lists of the classifier.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.structured.values import Values

__all__ = ["Table", "made_tables"]

ROWS = 300
Cell = Callable[[Any, random.Random, int], str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name and language, headers, the type of each column, and its cells by column."""

    name: str
    language: str
    headers: Sequence[str]
    kinds: Sequence[str]
    columns: Sequence[Sequence[str]]


def _of(*words: str) -> Cell:
    return lambda _, rng, __: rng.choice(words)


def _money(low: int, high: int) -> Cell:
    return lambda _, rng, __: f"{rng.uniform(low, high):.2f}"


def _serial(prefix: str, start: int, step: int = 7) -> Cell:
    return lambda _, rng, row: f"{prefix}{start + row * step + rng.randrange(step)}"


def _whole(low: int, high: int) -> Cell:
    return lambda _, rng, __: str(rng.randint(low, high))


def _day(low: int, high: int, form: str = "%Y-%m-%d") -> Cell:
    return lambda fake, _, __: fake.date_between(f"-{high}d", f"-{low}d").strftime(form)


def _some(cell: Cell, share: float) -> Cell:
    return lambda fake, rng, row: cell(fake, rng, row) if rng.random() < share else ""


def _(name: str, **told: Any) -> Cell:
    return lambda fake, _, __: str(getattr(fake, name)(**told)).replace("\n", ", ")


def _number(kind: str) -> Cell:
    """Return cells of numbers with the check digit of their standard, in blocks that nobody has."""
    made = Values(7)
    return lambda _, __, ___: str(getattr(made, kind)())


def _plate(_: Any, rng: random.Random, __: int) -> str:
    return (
        rng.choice("京沪粤苏浙鲁川")
        + rng.choice("ABCDEF")
        + "".join(rng.choices("0123456789ABCDEFGHJK", k=4))
        + str(rng.randrange(10))
    )


EN: dict[str, tuple[tuple[str, str, Cell], ...]] = {
    "customers": (
        ("cust_id", "identifier", _serial("C-", 10000)),
        ("First Name", "given_name", _("first_name")),
        ("Last Name", "surname", _("last_name")),
        ("E-mail Addr.", "email", _("email")),
        ("Mobile #", "phone", _("phone_number")),
        ("Cust DOB", "birth_date", _day(7000, 25000, "%m/%d/%Y")),
        ("Addr1", "street_address", _("street_address")),
        ("Town/City", "city", _("city")),
        ("ST", "state_code", _("state_abbr")),
        ("ZIP+4", "postcode", _("postcode")),
        ("Country of origin", "country", _("country")),
        ("Sex", "gender", _of("M", "F")),
        ("VIP?", "status", _of("Y", "N")),
        ("Loyalty tier", "category", _of("Gold", "Silver", "Bronze")),
        ("Date joined", "date", _day(1, 3000)),
        ("Remarks", "description", _("sentence", nb_words=9)),
    ),
    "staff": (
        ("Emp No", "employee_number", _serial("E", 1000)),
        ("Employee", "full_name", _("name")),
        ("SSN", "national_id", _("ssn")),
        ("jobTitle", "occupation", _("job")),
        ("Dept.", "department", _of("Finance", "People", "Legal", "Sales", "IT Operations")),
        ("Annual salary (USD)", "amount", _money(30000, 180000)),
        ("hire_dt", "date", _day(1, 6000)),
        ("workEmail", "email", _("company_email")),
        ("Login", "login_name", _("user_name")),
        ("Initial password", "password", _("password")),
        ("Marital Status", "marital_status", _of("Single", "Married", "Divorced")),
        ("Highest Degree", "education", _of("Bachelor", "Master", "PhD", "High school")),
        ("Bank Acct No", "bank_account", _("bban")),
        ("IBAN", "iban", _("iban")),
        ("SWIFT", "bic", _("swift")),
        ("Line manager", "full_name", _("name")),
        ("Age", "age", _whole(18, 66)),
        ("FTE", "percentage", _of("100%", "50%", "80%")),
    ),
    "payments": (
        ("Txn ID", "identifier/order_number", _serial("TX", 99000000, 31)),
        ("Cardholder", "full_name", _("name")),
        ("PAN", "bank_card", _number("card")),
        ("Network", "card_brand", _of("Visa", "Mastercard", "Amex")),
        ("Exp.", "card_expiry", _("credit_card_expire")),
        ("CVC", "card_cvv", _("credit_card_security_code", card_type="visa")),
        ("Amt", "amount", _money(1, 900)),
        ("Ccy", "currency", _("currency_code")),
        ("Merchant", "organization", _("company")),
        ("Client IP", "ip_address", _("ipv4_public")),
        ("created_at", "timestamp", _("iso8601")),
        ("Status", "status", _of("settled", "pending", "refunded")),
        ("Retry count", "quantity", _whole(0, 4)),
        ("order_ref", "order_number", _serial("2024", 10**11, 977)),
        ("session uuid", "identifier", _("uuid4")),
    ),
    "trips": (
        ("Trip", "row_number", lambda _, __, row: str(row + 1)),
        ("pickup_lat", "latitude", lambda f, _, __: f"{f.latitude():.6f}"),
        ("pickup_lng", "longitude", lambda f, _, __: f"{f.longitude():.6f}"),
        ("Driver", "full_name", _("name")),
        ("Licence plate", "plate", _("license_plate")),
        ("chassis", "vin", _number("vin")),
        ("km", "quantity", _money(1, 60)),
        ("Started", "timestamp", lambda f, _, __: f.date_time_this_decade().strftime("%Y-%m-%d %H:%M")),
        ("Rating", "quantity", _whole(1, 5)),
        ("Notes", "description", _some(_("sentence", nb_words=8), 0.4)),
        ("firmware", "version", lambda _, r, __: f"{r.randint(1, 4)}.{r.randint(0, 20)}.{r.randint(0, 9)}"),
        ("MAC", "device_id", _("mac_address")),
        ("homepage", "domain", _("url")),
    ),
    "products": (
        ("SKU", "order_number", _serial("A", 4000000, 13)),
        ("Item", "product", lambda f, r, _: f"{f.color_name()} {r.choice(['lamp', 'chair', 'desk', 'shelf'])}"),
        ("Vendor", "organization", _("company")),
        ("Unit Price", "amount", _money(2, 400)),
        ("Qty on hand", "quantity", _whole(0, 999)),
        ("Category", "category", _of("Lighting", "Seating", "Storage")),
        ("EAN", "order_number", _("ean13")),
        ("Weight kg", "quantity", _money(1, 30)),
        ("Country code", "country_code", _("country_code")),
        ("Model year", "year", _whole(2012, 2025)),
        ("Picture", "file", _("file_name", category="image")),
        ("Discontinued", "status", _of("true", "false")),
        ("MD5", "password_hash", _("md5")),
    ),
    "ward": (
        ("MRN", "medical_record", _serial("00", 512000)),
        ("Patient", "full_name", _("name")),
        ("Gender", "gender", _of("female", "male")),
        ("Blood group", "blood_type", _of("A+", "O-", "B+", "AB+")),
        ("Diagnosis", "health", _of("Type 2 diabetes", "Hypertension", "Asthma", "Fracture of the wrist")),
        ("Admitted", "date", _day(1, 900)),
        ("NHS Number", "national_id", _number("nhs")),
        ("Next of kin", "full_name", _("name")),
        ("Religion", "religion", _of("Catholic", "Muslim", "None", "Hindu")),
        ("Weight", "quantity", _whole(45, 110)),
        ("Home tel", "phone", _("phone_number")),
        ("Occupation", "occupation", _("job")),
    ),
}

ZH: dict[str, tuple[tuple[str, str, Cell], ...]] = {
    "客户": (
        ("序号", "row_number", lambda _, __, row: str(row + 1)),
        ("客户姓名", "full_name", _("name")),
        ("性别", "gender", _of("男", "女")),
        ("身份证号码", "national_id", _number("resident_id")),
        ("手机号(必填)", "phone", _("phone_number")),
        ("电子邮箱", "email", _("email")),
        ("家庭住址", "street_address", _("address")),
        ("所在省", "state", _("province")),
        ("城市", "city", _("city_name")),
        ("邮编", "postcode", _("postcode")),
        ("出生日期", "birth_date", _day(7000, 25000)),
        ("民族", "nationality", _of("汉族", "回族", "满族", "苗族", "藏族")),
        ("会员等级", "category", _of("金卡", "银卡", "普通")),
        ("注册时间", "timestamp", lambda f, _, __: f.date_time_this_decade().strftime("%Y-%m-%d %H:%M:%S")),
        ("备注", "description", _some(_("sentence", nb_words=9), 0.5)),
        ("微信", "wechat", lambda f, r, _: f"wx_{f.user_name()}{r.randint(1, 99)}"),
    ),
    "员工": (
        ("工号", "employee_number", _serial("", 100000)),
        ("员工", "full_name", _("name")),
        ("所属部门", "department", _of("财务部", "人力资源部", "信息技术部", "法务部")),
        ("岗位", "occupation", _("job")),
        ("学历", "education", _of("本科", "硕士研究生", "大专", "博士")),
        ("婚姻状况", "marital_status", _of("未婚", "已婚", "离异")),
        ("政治面貌", "political_status", _of("中共党员", "群众", "共青团员")),
        ("月薪（元）", "amount", _money(5000, 60000)),
        ("入职日期", "date", _day(1, 6000)),
        ("工资卡号", "bank_card", _number("card")),
        (
            "开户行",
            "bank_name",
            lambda _, r, __: (
                r.choice(["中国工商银行", "招商银行", "中国建设银行"]) + r.choice(["北京", "杭州", "深圳"]) + "分行"
            ),
        ),
        ("紧急联系人", "full_name", _("name")),
        ("紧急联系人电话", "phone", _("phone_number")),
        ("籍贯", "birth_place", _("province")),
        ("年龄", "age", _whole(20, 60)),
        ("登录账号", "login_name", _("user_name")),
        ("初始密码", "password", _("password")),
    ),
    "订单": (
        ("订单编号", "order_number", _serial("2024", 10**13, 991)),
        ("下单时间", "timestamp", lambda f, _, __: f.date_time_this_year().strftime("%Y/%m/%d %H:%M")),
        ("收货人", "full_name", _("name")),
        ("收货人电话", "phone", _("phone_number")),
        ("收货地址", "street_address", _("address")),
        (
            "商品名称",
            "product",
            lambda _, r, __: r.choice(["无线", "蓝牙", "便携"]) + r.choice(["鼠标", "音箱", "充电器"]),
        ),
        ("数量", "quantity", _whole(1, 9)),
        ("单价", "amount", _money(9, 999)),
        ("订单状态", "status", _of("已付款", "已发货", "已完成", "已取消")),
        ("快递单号", "order_number", _serial("SF", 10**12, 77)),
        ("发票号码", "order_number", _serial("0", 1234567, 3)),
        ("支付渠道", "category", _of("支付宝", "微信支付", "银行卡")),
        ("税率", "percentage", _of("13%", "6%", "9%")),
    ),
    "供应商": (
        ("供应商名称", "organization", _("company")),
        ("统一社会信用代码", "business_id", _number("uscc")),
        ("法定代表人", "full_name", _("name")),
        ("注册地址", "street_address", _("address")),
        ("对公账号", "bank_account", _("bban")),
        ("联系电话", "phone", _("phone_number")),
        ("合同编号", "order_number", _serial("HT-2024-", 100)),
        ("合同金额", "amount", _money(10000, 9000000)),
        ("签订日期", "date", _day(1, 1000, "%Y年%m月%d日")),
        ("官网", "domain", _("url")),
        ("行业", "category", _of("制造业", "信息技术", "物流")),
        ("币种", "currency", _of("人民币", "美元", "欧元")),
    ),
    "车辆与设备": (
        ("车牌", "plate", _plate),
        ("车架号", "vin", _number("vin")),
        ("车主", "full_name", _("name")),
        ("经度", "longitude", lambda _, r, __: f"{r.uniform(100, 122):.6f}"),
        ("纬度", "latitude", lambda _, r, __: f"{r.uniform(22, 41):.6f}"),
        ("登录IP", "ip_address", _("ipv4")),
        ("设备MAC", "device_id", _("mac_address")),
        ("里程", "quantity", _whole(10, 200000)),
        ("固件版本", "version", lambda _, r, __: f"V{r.randint(1, 4)}.{r.randint(0, 9)}"),
        ("上报时间", "timestamp", lambda f, _, __: f.date_time_this_year().strftime("%Y-%m-%d %H:%M:%S")),
        ("是否在线", "status", _of("是", "否")),
    ),
    "病案": (
        ("住院号", "medical_record", _serial("ZY2024", 1000)),
        ("患者", "full_name", _("name")),
        ("出院诊断", "health", _of("2型糖尿病", "高血压3级", "肺部感染", "胃溃疡")),
        ("血型", "blood_type", _of("A型", "B型", "O型", "AB型")),
        ("主治医师", "full_name", _("name")),
        ("入院日期", "date", _day(1, 900)),
        ("科室", "department", _of("内科", "外科", "儿科")),
        ("总费用", "amount", _money(500, 90000)),
        ("身份证", "national_id", _number("resident_id")),
        ("与患者关系", "relationship", _of("配偶", "父母", "子女", "本人")),
    ),
}


def made_tables(rows: int = ROWS, seed: int = 20240) -> Iterator[Table]:
    """Yield the tables of both languages, the same each time."""
    from faker import Faker

    for language, locale, told in (("en", "en_US", EN), ("zh", "zh_CN", ZH)):
        fake = Faker(locale, use_weighting=False)
        for number, (name, columns) in enumerate(told.items()):
            fake.seed_instance(seed + number)
            rng = random.Random(seed + number)  # noqa: S311 - invented values
            cells = [[cell(fake, rng, row) for row in range(rows)] for _, _, cell in columns]
            yield Table(name, language, [it[0] for it in columns], [it[1] for it in columns], cells)
