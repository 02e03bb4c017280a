"""Mails: the complaint with the contract attached, a forwarded photo, a Chinese explanation, a box of three."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from making.contracts import service_contract
from making.files import write
from making.pictures import invoice_photo
from making.story import CONTRACT, CUSTOMERS, HELEN, ORDER, STAFF

__all__ = ["write_mails"]

_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_HELEN = f"Helen Carter <{HELEN}>"
_FOOTER = (
    "This e-mail and its attachments are confidential and meant for the addressee alone. If you received it by "
    "mistake, please delete it and tell the sender."
)


def _mail(sender: str, to: str, subject: str, date: str, name: str, body: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, to, subject, date
    mail["Message-ID"] = f"<{name}@mail.example.com>"
    mail.set_content(body, cte="quoted-printable")
    return mail


def write_mails(root: Path) -> None:
    """Write `mail/`: an English mail that carries the contract, and a Chinese one."""
    english = _mail(_HELEN, "billing@yunting.example.com", "First quarter bill",
        "Tue, 02 Apr 2024 09:12:40 +0100", "q1",
        f"Dear all,\n\nas I said on the phone, your first bill under contract no. {CONTRACT} is 48,960.00 yuan, while "
        "clause 3 says 46,600.00. The contract is attached. Please send a corrected bill.\n\n"
        "You can reach me on +44 20 7946 0321.\n\nKind regards\nHelen Carter\nSilver Lake Market\n\n"
        f"--\n{_FOOTER}\n")  # fmt: skip
    english.add_attachment(service_contract(), maintype=_DOCX[0], subtype=_DOCX[1], filename="contract.docx")
    english.set_boundary("=_silver-lake")
    write(root, "mail/first-quarter-bill.eml", english.as_bytes())
    customer, clerk = CUSTOMERS[0], STAFF[1]
    chinese = _mail(f"{clerk.name} <{clerk.mail}>", f"{STAFF[0].name} <{STAFF[0].mail}>",
        "关于一季度账单的说明", "Wed, 03 Apr 2024 16:20:05 +0800", "zd",
        f"{STAFF[0].name}：\n\n合同编号：{CONTRACT} 的一季度账单多收了2,360.00元，原因是把3月18日的临时巡检"
        f"（工单号：{ORDER}）算了进去，而按补充协议第三条，四月以前的巡检不另收费。请财务重开发票。\n\n"
        f"另外，客户{customer.name}反映收货地址有变，新地址：{customer.address}，"
        f"联系电话{customer.mobile}，微信号：zhiyao_1900。\n\n{clerk.name}\n手机：{clerk.mobile}\n")  # fmt: skip
    write(root, "mail/账单说明.eml", chinese.as_bytes())
    photo = _mail(_HELEN, f"{STAFF[0].name} <{STAFF[0].mail}>", "The bill, as it reached me",
        "Tue, 02 Apr 2024 12:03:19 +0100", "q2",
        "Here is a photo of it, with the sum ringed. Nobody ordered an inspection.\n\nHelen\n")  # fmt: skip
    photo.add_attachment(invoice_photo(), maintype="image", subtype="jpeg", filename="IMG_2041.jpg")
    photo.set_boundary("=_photo")
    write(root, "mail/photo-of-the-bill.eml", photo.as_bytes())
    write(root, "mail/north-quay.mbox", _box())


def _box() -> bytes:
    """Return a mailbox of three messages: a customer asks, is answered with the question below, and thanks."""
    quay = "Tom Ashdown <tom.ashdown@northquay.example.org>"
    desk = f"{STAFF[4].name} <{STAFF[4].mail}>"
    asked = ("Good morning,\n\nthe display of logger L-31 shows two dashes since Sunday. The fish is fine, we measure "
             "by hand. Could somebody look at it this week?\n\nTom Ashdown\nNorth Quay Fish Co.\n"
             "phone +44 20 7946 0458\n")  # fmt: skip
    quoted = "".join(f"> {line}\n" for line in asked.splitlines())
    messages = (
        (quay, desk, "Logger L-31", "Mon, 11 Mar 2024 08:02:51 +0000", "n1", asked),
        (desk, quay, "Re: Logger L-31", "Mon, 11 Mar 2024 16:40:12 +0800", "n2",
         f"Dear Tom,\n\nI will come on Thursday at ten and bring a new battery.\n\nBest regards\n{STAFF[4].name}\n\n"
         f"On Monday Tom Ashdown wrote:\n{quoted}"),
        (quay, desk, "Re: Logger L-31", "Thu, 14 Mar 2024 13:15:07 +0000", "n3",
         "It works again. Many thanks!\n\nTom\n"),
    )  # fmt: skip
    return b"".join(
        b"From tom.ashdown@northquay.example.org Thu Mar 14 13:15:07 2024\n"
        + _mail(*parts).as_bytes().replace(b"\r\n", b"\n") + b"\n"
        for parts in messages
    )  # fmt: skip
