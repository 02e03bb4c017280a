"""Marks of secrecy: a scan that bears one, and a slide for a training that merely shows it."""

from __future__ import annotations

from pathlib import Path

from making.files import write
from making.optics import scanned
from making.paper import heading, pdf, space, text
from making.projects import presentation
from making.story import SEED

__all__ = ["write_notices"]


def _marked() -> bytes:
    """Return an invented notice with `机密★10年` where GB/T 9704 puts it: at the top, on a line of its own."""
    return scanned(pdf([
        text("机密★10年", size=15), space(30),
        heading("银湖冷链应急演练方案（示例）", size=18), space(20),
        text("一、演练时间：另行通知。", size=12),
        text("二、演练内容：断电情况下冷库温度保持与货物转移。", size=12),
        text("三、参加单位：银湖集市、云汀仪器。", size=12),
        text("四、本方案为虚构示例，仅用于检验密级标志的识别。", size=12),
    ], title="演练方案"), seed=SEED + 2, tilt=-0.4)  # fmt: skip


def _training() -> bytes:
    return presentation([
        ("保密常识培训", ["云汀仪器 人力资源部", "2024年4月"], ""),
        ("怎样识别密级标志", ["国家秘密的密级分为绝密、机密、秘密三级，由有权机关依法确定。",
                              "标志写在首页左上角，例如“机密★10年”：星号前为密级，星号后为保密期限。",
                              "收到带有标志的文件：不拍照、不转发、不上传，立即联系保密员。"],
         "强调：企业内部的“内部资料”不是国家秘密。"),
        ("常见误区", ["聊天软件里“阅后即焚”不等于保密", "邮件页脚的“保密声明”不是密级标志"], ""),
    ], title="保密常识培训", author="人力资源部", example=(2, "机密★10年"))  # fmt: skip


def write_notices(root: Path) -> None:
    """Write `notices/`."""
    write(root, "notices/应急演练方案-扫描.pdf", _marked())
    write(root, "notices/保密常识培训.pptx", _training())
