"""Mails, notes, a web page, a letter."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from making.contracts import service_contract
from making.files import write
from making.story import CONTRACT, CUSTOMERS, STAFF

__all__ = ["write_mails", "write_notes"]

DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
HELEN = "Helen Carter <helen.carter@silverlake.example.org>"
FOOTER = (
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
    english = _mail(HELEN, "billing@yunting.example.com", "First quarter bill", "Tue, 02 Apr 2024 09:12:40 +0100", "q1",
        f"Dear all,\n\nas I said on the phone, your first bill under contract no. {CONTRACT} is 48,960.00 yuan, while "
        "clause 3 says 46,600.00. The contract is attached. Please send a corrected bill.\n\n"
        "You can reach me on +44 20 7946 0321.\n\nKind regards\nHelen Carter\nSilver Lake Market\n\n"
        f"--\n{FOOTER}\n")  # fmt: skip
    english.add_attachment(service_contract(), maintype=DOCX[0], subtype=DOCX[1], filename="contract.docx")
    english.set_boundary("=_silver-lake")
    write(root, "mail/first-quarter-bill.eml", english.as_bytes())
    customer, clerk = CUSTOMERS[0], STAFF[1]
    chinese = _mail(f"{clerk.name} <{clerk.mail}>", f"{STAFF[0].name} <{STAFF[0].mail}>",
        "关于一季度账单的说明", "Wed, 03 Apr 2024 16:20:05 +0800", "zd",
        f"{STAFF[0].name}：\n\n合同编号：{CONTRACT} 的一季度账单多收了2,360.00元，原因是把三月的临时巡检算了进去，"
        "而补充协议四月才生效。请财务重开发票。\n\n"
        f"另外，客户{customer.name}反映收货地址有变，新地址：{customer.address}，"
        f"联系电话{customer.mobile}，微信号：zhiyao_1900。\n\n{clerk.name}\n手机：{clerk.mobile}\n")  # fmt: skip
    write(root, "mail/账单说明.eml", chinese.as_bytes())


_PRESS = """Silver Lake Market opens its fifth cold room

Silver Lake, 8 April 2024. Silver Lake Market today opened a fifth cold room for fruit and vegetables.
The room keeps two hundred tonnes at four degrees and runs on power from the roof of the market hall.
Every room is watched by temperature loggers of Yunting Instruments, and the readings are shown to
visitors on a screen in the hall. The market is open from Tuesday to Sunday, seven to eighteen o'clock.

Silver Lake Market is a covered market with eighty stalls. This text may be published freely.
"""

_MINUTES = """# 一季度对账会议纪要

- 时间：2024年4月9日 14:00
- 地点：三楼会议室
- 参加人：{staff}
- 主题：银湖集市账单争议，合同编号：{contract}

## 讨论

1. 客户来电称一季度账单高于合同金额。录音、发票与合同已核对，多收2,360.00元属实。
2. 发票金额48,960.00元，合同约定每季度46,600.00元。
3. 采购合同（合同编号：5830142）不受影响。

## 决定

1. {first}负责在4月12日前重开发票，并回复 Helen Carter。
2. {second}负责检查其他客户是否有同样问题。
"""

_DEPLOY = """# Logger gateway: how to roll out

1. Sign in to the jump host `gateway-01` at 10.20.30.41.
2. Export the deploy key:

       AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
       AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

3. The database is `postgresql://gateway:Tulip-Harbour-83@10.20.30.42/loggers`.
4. If the gateway asks again: password: Tulip-Harbour-83

To do: none of this belongs into a note.
"""

_PAGE = """<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><title>银湖集市 开放时间</title>
<style>body { font-family: sans-serif } .hidden { display: none }</style>
<script>window.tracker = "not part of the text";</script></head>
<body>
<h1>开放时间</h1>
<p>集市周二至周日七点至十八点开放，周一闭馆。</p>
<h2>如何到达</h2>
<ul><li>地铁二号线到银湖站，步行五分钟。</li><li>停车场在市场大厅北侧。</li></ul>
<table><tr><th>冷库</th><th>温度</th></tr>
<tr><td>一号</td><td>4 °C</td></tr><tr><td>二号</td><td>-18 °C</td></tr></table>
</body></html>
"""

_LETTER = """Kühlhaus Seerosenweg GmbH (Beispiel)
Seerosenweg 7
12345 Musterstadt

Musterstadt, den 5. April 2024

Sehr geehrte Frau Brückner,

vielen Dank für Ihren Besuch in unserem Kühlhaus. Wie besprochen, möchten wir zwölf Messgeräte bestellen
und bitten um ein Angebot bis Ende des Monats. Bitte überweisen Sie die Anzahlung, die wir irrtümlich zweimal
geleistet haben, auf unser Konto zurück: IBAN DE89 3704 0044 0532 0130 00.

Mit freundlichen Grüßen
Jörg Wiesenthal
"""


def write_notes(root: Path) -> None:
    """Write `notes/`."""
    names = [person.name for person in STAFF]
    minutes = _MINUTES.format(staff="、".join(names[:4]), contract=CONTRACT, first=names[1], second=names[2])
    write(root, "notes/对账会议纪要.md", minutes.encode())
    write(root, "notes/press-release.txt", _PRESS.encode())
    write(root, "notes/rollout.md", _DEPLOY.encode())
    write(root, "notes/opening-hours.html", _PAGE.encode())
    write(root, "notes/brief-kuehlhaus.txt", _LETTER.encode())
