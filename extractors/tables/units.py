"""Units of measure in the headers of columns, English and Chinese, as symbols of a closed list."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["unit_of"]

_BRACKETED = re.compile(r"[(\[/,]\s*([^()\[\],]{1,16}?)\s*[)\]]?\s*$")
_LAST = re.compile(r"[_\s]([A-Za-z%°µ/]{1,6})$")
_ALSO_WORDS = frozenset({"in", "min", "bar", "mol"})  # check_in, price_min: in brackets alone they are units
_LISTED = (
    "°C °F K % ‰ mm cm m km nm µm in ft mi mg g kg t lb oz ml L m² km² m³ s ms min h d Hz kHz MHz GHz V mV kV A mA W "
    "kW MW GW Wh kWh MWh J kJ MJ Pa hPa kPa MPa bar mbar psi N m/s km/h mph kn rpm ppm ppb dB lx lm mol pH B KB MB GB "
    "TB bps Mbps USD EUR GBP CNY JPY HKD mm/h µg/m³ mg/L mg/m³ W/m² kg/m³ Ω µS/cm"
)
_SYMBOLS: dict[str, str] = {symbol.casefold(): symbol for symbol in _LISTED.split()}
_WORDS: dict[str, str] = {
    "℃": "°C", "°c": "°C", "degc": "°C", "celsius": "°C", "摄氏度": "°C", "℉": "°F", "degf": "°F", "fahrenheit": "°F",
    "percent": "%", "百分比": "%", "毫米": "mm", "厘米": "cm", "米": "m", "千米": "km", "公里": "km", "克": "g",
    "毫克": "mg", "千克": "kg", "公斤": "kg", "吨": "t", "毫升": "ml", "升": "L", "l": "L", "平方米": "m²", "m2": "m²",
    "立方米": "m³", "m3": "m³", "秒": "s", "sec": "s", "seconds": "s", "毫秒": "ms", "分钟": "min", "minutes": "min",
    "小时": "h", "hours": "h", "hrs": "h", "天": "d", "days": "d", "赫兹": "Hz", "伏": "V", "安": "A", "瓦": "W",
    "千瓦": "kW", "兆瓦": "MW", "千瓦时": "kWh", "度电": "kWh", "焦": "J", "帕": "Pa", "千帕": "kPa", "百帕": "hPa",
    "牛": "N", "米/秒": "m/s", "公里/小时": "km/h", "kmh": "km/h", "转/分": "rpm", "分贝": "dB", "元": "CNY",
    "rmb": "CNY", "人民币": "CNY", "万元": "10⁴ CNY", "亿元": "10⁸ CNY", "美元": "USD", "$": "USD", "€": "EUR",
    "£": "GBP", "¥": "CNY",
    "ug/m3": "µg/m³", "µg/m3": "µg/m³", "μg/m3": "µg/m³", "mg/m3": "mg/m³", "w/m2": "W/m²", "ohm": "Ω", "欧": "Ω",
}  # fmt: skip


def unit_of(header: str) -> str | None:
    """Return the symbol of the unit that a header names: `Temp (°C)`, `温度（℃）`, `power_kW`; None without one."""
    text = unicodedata.normalize("NFC", header).replace("\uff08", "(").replace("\uff09", ")").strip()
    for pattern in (_BRACKETED, _LAST):
        if match := pattern.search(text):
            word = match[1].strip()
            found = _WORDS.get(word) or _WORDS.get(word.casefold()) or _SYMBOLS.get(word.casefold())
            if found is not None and (pattern is _BRACKETED or (len(word) > 1 and word.lower() not in _ALSO_WORDS)):
                return found
    return None
