"""Notes, a web page, press releases, a letter."""

from __future__ import annotations

from pathlib import Path

from making.files import write
from making.story import CONTRACT, ORDER, STAFF

__all__ = ["write_notes"]

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
2. 发票金额48,960.00元，合同约定每季度46,600.00元；差额为3月18日巡检（工单号：{order}）。
3. 四号库3月17日夜间无读数超过一小时，按合同第四条属于服务范围，不应另收费，也没有书面委托。
4. 采购合同（合同编号：5830142）不受影响。

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


_NEWS = """银湖集市第五间冷库启用

2024年4月8日，银湖集市第五间果蔬冷库正式启用。新冷库可存放二百吨果蔬，库温保持在四摄氏度，用电来自
市场大厅屋顶的光伏板。所有冷库均由云汀仪器的温度记录仪监测，读数在大厅屏幕上实时公布。

集市每周二至周日七点至十八点开放，欢迎市民参观。本稿件可自由转载。
"""

_QUESTIONS = """# Questions about the logger

**How often does it measure?** Every ten minutes. It keeps ninety days of readings when the network is down.

**How long does the battery last?** About three years at room temperature, two in a freezer.

**Can I read it without the gateway?** Yes. Hold a telephone to the round mark on the lid.

**Where do I get help?** Write to support@yunting.example.com, on working days from nine to five.
"""


def write_notes(root: Path) -> None:
    """Write `notes/`."""
    names = [person.name for person in STAFF]
    minutes = _MINUTES.format(
        staff="、".join(names[:4]), contract=CONTRACT, order=ORDER, first=names[1], second=names[2]
    )
    write(root, "notes/对账会议纪要.md", minutes.encode())
    write(root, "notes/press-release.txt", _PRESS.encode())
    write(root, "notes/新闻稿.txt", _NEWS.encode())
    write(root, "notes/logger-questions.md", _QUESTIONS.encode())
    write(root, "notes/rollout.md", _DEPLOY.encode())
    write(root, "notes/opening-hours.html", _PAGE.encode())
    write(root, "notes/brief-kuehlhaus.txt", _LETTER.encode())
