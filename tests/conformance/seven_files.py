"""7z archives: a small writer, and archives of two files as a common packer made them, a method each."""

from __future__ import annotations

import base64
import lzma
import struct
from collections.abc import Mapping
from zlib import crc32

__all__ = ["INSIDE", "made", "seven"]

INSIDE = {"a/one.txt": b"Marker in plain words.\n", "名单.txt": "二月名单\n".encode() * 9}
_MADE = {
    "bcj and lzma2": (
        r"H+sCUCma9-B~ly_q5uE@000006aWAK00000Xak3~-"
        r"~fvNDqR33m`X;?1O;@z{=kI|nlA$sB9WLLHmQx}bsP!yD~^9klQlMr@!~Fk007_sdH`r$004nA2d)p%9~m^DifOR9;YzNdi0?s!u"
        r"d*rdE2Jx1(NIAy&_>LOrY-FLl;Nap3kI!tZe8L+pR?syvIzWxGY}b+Lt*zzsdx&QW$d#vLCrkNbR4o9_{y|P<{(73bDi__E*u~L0"
        r"00*TG64y200#>J00AK(0T>K>000"
    ),
    "lzma": (
        r"H+sCUCma9-"
        r"k_!h?qyPW_000006aWAK00000hz&0}04A79M$H5Tbie+<g$<f70~8{Wm>xE%jpcP53HB?Fe@c@zHjDA(|NGbf{<jza-"
        r"~f66Y+V2VfinlL577YBJfM)Ecd-"
        r"7GhvBLpCu%KRVk$Z#JWjOBdr$V}lma}{%r<iGgxT^GvrZE}PV3YCc=MzeaXY9=%m*wQ73>!;8I;th(-"
        r"F<Q89B_ubOL<B{#Hd@Q>mLZ=<BKCbmUq9asU7T7X~l^33LDl3jqKDAt3=640`|o"
    ),
    "bcj and lzma": (
        r"H+sCUCma9-"
        r"goS<<ssI20000006#xJL00000MhVWN04A79M$H5Tbie+<g$<f70~8{Wm>xE%jpcP53HB?Fe@c@zHjDA(|NGbf{<jza-"
        r"~fUEa$NubfinlL577YBJfMncu+Z<v$n-LD?R!Nl1q(@_&fq2@)YC&Oo@}Vsl5MG$$XB<>jcq}9{Ce4>o9OagCHYQ7aI$fMku-"
        r"5LS$-Rk4@2nO4kFt_o1^}tevBXvIa73EDi{?%npg%=k)W!J@>8Gy000*TFaZgA00#>J00AK(0T>K`g8%>"
    ),
    "delta and lzma2": (
        r"H+sCUCma9-B&`gWq5uE@000006aWAK00000D;?kF-"
        r"~fvNEnNU6g#IrQioctUq)f(Z;+a<Y4}f<()+I_WiPgp$PL2BL^1~GCd&n46^%8&p0N?<20A*bO0D&_Ht`E^nfT*B~X|TEBNb&*E@"
        r"#_1ZX96bigSq3cn`vxoQu0IfHp<{33I;RgmW?cHd)Jf~vUtREw7N|~Rs8@Lf>M9!#glzNlGiC#o0s=bb^C?fvb++&sz*)YzF6P@0"
        r"00*TH312200#>J00AK(0T>K-000"
    ),
    "deflate": (
        r"H+sCUCma9-*osB)jsO4v000006aWAK00000Zl#jA^Gz(uPAyW%%u^`HNd%JR`9&$kdR$L-"
        r"^*o!?@pMA()846c;{X8Q0B!(ZT>t=qGY75@(0HHxpFc-C=g}U5uS)4b=5LxK(_0A$=Ot;GzeIhHz}qE-"
        r"+6kc#lc`XEnZh5+wTlLo_`3T$68<Mw3d8@^Yo+-hz+DB?(Bi{k#C7k+0I;&KLF51c000*TCjkj(00#>J00AK(0T>K#000"
    ),
    "bzip2": (
        r"H+sCUCma9-10Zs@%>V!Z000006aWAK00000?_*8vLRx4!F+o`-Q(07a7{mYo2UY0+5I_L{0wyikfB;591ON~R03ZNJNl~Y$24w-"
        r"G2`Vs}X^3bv^*cc-ZaYslo|?(%Lp)^|c!Sg*AgT+HRRbVo9UyWKkTMU&+>uTcBo!V8F#zBIZUA3h004nA2d)p(-"
        r"A{c$z>v=6%Xaote(prN)u!TP^&Yq|b)~O+X%DYpfVdZ+N)r47`)kDkAoNe+mih#*cM8Z&P_*su$xKKQ!47E{SZ+WMo>xc-"
        r"fdFzvKTC~!-#`EW02c;k0SRXS2MYlJ0U;p)7z}R!00"
    ),
    "zstd": (
        r"H+sCUCma9-"
        r"d8Lrur~m)}000006aWAK00000j@pMZD77#B09aiC05k$kVRCC_av*7LAaHD9X>K5QZ*pXFE(+wjjOLt(<&cf#jg<iaGmy?F-"
        r"~f66Y+V2VfinlL579kdETE8}ciWxbFE^JA`2CV9wj4}H@8<-0fZ79UehLfxs@!=6giBlruz@U0KxQdzc4-~-lbv>RgF?t+N=-"
        r"DEgY&KAw}m@XI0@OOzwlOAEj3h)P!H#)gRkReM>M)(000007X~x|33LDl3jqKDAt3=640`|o"
    ),
    "stored": (
        r"H+sCUCma9->2R2-_y7O^000006#xJL00000$^9OaO<{6tWpW^CZXj@MVQFq4cW-iJb1n+xx{T(Wh~<!t<&BjJ<hqRJoQUO+jpdD%"
        r"3go(s=A4M-kd5Vyl?vp#jOLt(<&cf#jg<=Ix{T(Wh~<!t<&BjJ<hqRJoQUO+jpdD%3go(s=A4M-"
        r"kd5Vyl?vp#jOLt(<&cf#jg<=Ix{T(Wh~<!t<&BjJ-"
        r"~e&}WL*FNfinlL57jU0gcfWmA5K5hW)Ler0mk|O2a;_J2P}&0L`&tslYi9?bPQt(lakXc_{HvYlpbp#1`@<~1z$hgLCc&f#acG%D"
        r"l2+6(hB20iC_BK-Nz|LDTFa9M{C|AfB*mh7Y2Zg0SRmX2MYlJ0U;p)7z}d&00"
    ),
    "ppmd": (
        r"H+sCUCma9-"
        r"2AMcFnE(I)000006aWAK00000de!M{08JKdKMM8;uvS%v^^4XdNWZDhJoc9OwDx^=W{s7Pk*)NwyA1#U0N?<20BBtR0D&_Ht`E?b"
        r"<b0n$M?qNEXs=_y4=9K|-X$>mb+fnA4#EQA^9%lbi(3viv13VBX8f|C8B!Acwmj=<Qe0BS@ka0Rd{mk%u#4<U$?-"
        r"8Hu@_9+l*O3%e~d-M9xXFx)b6A!%YXm?02c-+0SRyb2MYlJ0U;p)7z}p+00"
    ),
    "locked": (
        r"H+sCUCma9-p8ooK&Hw-"
        r"a00000761SM00000_&Do^p}ujuL8fLka7r8;gq^?6<<S&i>+j~f{km~aoGdi?)Kv;)0k=g20+N{sDmDR6AK=NmSwWSVDeIq-"
        r"5;AZQ-~f^UhFt&vfinlL57F~JTVS+vqCCwCLMf5htap;2+rA4N<55C6Nma2hd6`E`)mR;xkD!vYFk5=vv8_V!ss-"
        r"4yL$G(AU$^so|A_3P%<_y8UL|v&S&kgtMW6TjxhCB!Q`bofjBxi=Pn@N%IFum+(KtT-"
        r"&&_%`@hF8dw{7~5%4ch==SyG!000*TKmiGWjsOP>0RRCZApsZ+fRg|K"
    ),
}  # fmt: skip


def made(method: str) -> bytes:
    """Return the archive of `INSIDE` that a packer made with a method."""
    return base64.b85decode(_MADE[method])


def _number(value: int) -> bytes:
    for size in range(8):
        if value < 1 << (7 * size + 7):
            first = (0xFF00 >> size) & 0xFF | value >> (8 * size)
            return bytes([first]) + (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    return b"\xff" + value.to_bytes(8, "little")


def _bits(flags: list[bool]) -> bytes:
    size = -(-len(flags) // 8)
    return int("".join("01"[it] for it in flags).ljust(size * 8, "0"), 2).to_bytes(size, "big")


def seven(
    members: Mapping[str, bytes], *, folders: tuple[str, ...] = (), said: int | None = None, files: int | None = None
) -> bytes:
    """Pack members by LZMA2 into one block; `folders` are empty ones, `said` and `files` what the directory claims."""
    full = {name: data for name, data in members.items() if data}
    hollow = [name for name, data in members.items() if not data]
    block = b"".join(full.values())
    packed = lzma.compress(block, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 1}])
    size = len(block) if said is None else said
    names = [*full, *hollow, *folders]
    empty = len(hollow) + len(folders)
    streams = b"\x04\x06\x00\x01\x09" + _number(len(packed)) + b"\x00"
    streams += b"\x07\x0b\x01\x00\x01\x21\x21\x01\x18\x0c" + _number(size) + b"\x00"
    sizes = [len(data) for data in full.values()]
    streams += b"\x08\x0d" + _number(len(full)) + (b"\x09" if len(full) > 1 else b"")
    streams += b"".join(map(_number, sizes[:-1])) + b"\x0a\x01"
    streams += b"".join(struct.pack("<I", crc32(data)) for data in full.values()) + b"\x00\x00"
    listed = b"\x00" + "".join(name + "\0" for name in names).encode("utf-16-le", "surrogatepass")
    entries = b"\x05" + _number(len(names) if files is None else files)
    if empty:
        flags = _bits([False] * len(full) + [True] * empty)
        entries += b"\x0e" + _number(len(flags)) + flags
        flags = _bits([True] * len(hollow) + [False] * len(folders))
        entries += b"\x0f" + _number(len(flags)) + flags
    entries += b"\x11" + _number(len(listed)) + listed + b"\x00"
    header = b"\x01" + (streams if full else b"") + entries + b"\x00"
    start = struct.pack("<QQI", len(packed) if full else 0, len(header), crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\x04" + struct.pack("<I", crc32(start)) + start + (packed if full else b"") + header
