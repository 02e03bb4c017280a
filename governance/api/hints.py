"""What a caller did wrong, in the words of the services: a closed list, so that an answer can never hold an input."""

from __future__ import annotations

from collections.abc import Mapping

from assay.governance.domain import Words

__all__ = ["HINTS", "STALE"]

STALE = "somebody changed this first"

HINTS: Mapping[str, Words] = {
    text: Words(text[0].upper() + text[1:] + ".", zh)
    for text, zh in {
        "a change names a level of the pack": "更改须指明该策略中的级别。",
        "a changed pack carries a new version": "修改后的策略须使用新的版本号。",
        "an export is csv, xlsx or jsonl": "导出格式为 csv、xlsx 或 jsonl。",
        "there is no such selector of assets": "没有这样的资产筛选条件。",
        "these are more assets than a workbook has rows; export csv or jsonl": (
            "资产数超过工作簿的行数上限；请导出 csv 或 jsonl。"
        ),
        "a contract promises what docs/datasets.md lists, and nothing else": (
            "数据集契约只能包含 docs/datasets.md 所列内容。"
        ),
        "there is a data set of this name": "该名称的数据集已存在。",
        "there is no such type of issue": "没有这种质量问题类型。",
        "there is no such dimension of quality": "没有这种质量维度。",
        "a group is accepted, changed or rejected": "一组任务只能采纳、更改或驳回。",
        "a task is open, decided or obsolete": "任务状态为 open、decided 或 obsolete。",
        "a source is a folder, a bucket or a database, not a single file": (
            "来源须为文件夹、存储桶或数据库，而非单个文件。"
        ),
        "an asset still has this content": "仍有资产使用该内容。",
        "an issue is assigned to somebody": "指派问题须指明负责人。",
        "a value stands on this page, and where is not known; it cannot be masked": (
            "此页含有位置未知的值，无法遮盖。"
        ),
        "lowering a level needs a reason": "降低级别须说明理由。",
        "a level is PACK:CODE, with a level that the pack has": "max_level 的格式为 策略:级别，且级别须存在。",
        "names were not looked for in all of it; accept_unchecked gives the copy all the same": (
            "并非全文都查找过人名；如仍需副本，请设 accept_unchecked。"
        ),
        "nothing of it could be read, so there is nothing to mask": "内容无法读取，因此没有可遮盖的内容。",
        "something still stands in the masked copy, so it is not given out": "遮盖后的副本中仍有值，因此不予提供。",
        "the masked copy is still above what this role sees": "遮盖后的副本级别仍高于该角色可见的级别。",
        "no source for URIs of this scheme is installed; give a path, or a URI as docs/sources.md says": (
            "未安装支持该类地址的来源；请给出路径，或按 docs/sources.md 书写地址。"
        ),
        "one of the places to ingest does not exist": "要采集的位置不存在。",
        "reveal a finding, a page or a stretch of sound: one of the three": (
            "请就发现、页面或一段声音三者之一申请明文。"
        ),
        "search for a text, like an asset, for a value or for an entity: one of them": (
            "请按文本、相似资产、值或实体之一检索。"
        ),
        "topics are learned from meaning, and embeddings are switched off": "主题依据语义学习，而向量已停用。",
        "the table of terms cannot be read as CSV": "术语表无法按 CSV 读取。",
        "the two are one entity already": "二者已是同一实体。",
        "entities of two kinds are not one thing": "类别不同的实体不能合并。",
        "some of an entity's names are parted from the others": "须从实体中分出部分名称。",
        "there is no such file, or it cannot be opened": "文件不存在或无法打开。",
        "a case has a name, and is made of a community or of assets": "案例须有名称，并由社群或资产组成。",
        "a case holds files that could be read": "案例只能包含可读取的文件。",
        "a case has no lower level than a file in it": "案例的级别不得低于其中的文件。",
        "none of the files is graded; name a level": "其中没有已定级的文件，请指明级别。",
        "a level is one of the leading pack": "级别须为主策略中的级别。",
        STALE: "内容已被他人先行修改。",
        "the cursor is not one that this list gave": "该游标不属于此列表。",
        "the settings say how this source is read": "该来源的读取方式由配置文件规定。",
        "the table of permissions begins with the line path,principal,right": "权限表首行须为 path,principal,right。",
        "the table of permissions cannot be read as a CSV file in UTF-8": "权限表须为 UTF-8 编码的 CSV 文件。",
        "the file is not the one that was read; scan it again": "文件与读取时不同，请重新扫描。",
        "the file is not there any more, or may not be opened": "文件已不存在或无法打开。",
        "the table of rules cannot be read": "规则表无法读取。",
        "the table of rules has the columns source, path, retention and governance fields": (
            "规则表须含 source、path、retention 及治理字段列。"
        ),
        "the text is longer than the limit": "文本超过长度上限。",
        "there are no such governance fields": "没有这些治理字段。",
        "there is a key of this name": "该名称的密钥已存在。",
        "there is an asset at this place": "该位置已有资产。",
        "there is no such action": "没有该操作。",
        "there is no such file": "没有该文件。",
        "this decision is undone already": "该决定已被撤销。",
        "this finding stands for a whole column; reveal one of its examples": "该发现代表整列，请查看其中一个示例。",
        "this idempotency key was used for another request": "该幂等键已用于另一请求。",
        "the first request with this idempotency key is still under way": "使用该幂等键的首个请求仍在处理。",
        "this place is a source already": "该位置已是一个来源。",
        "this task is not open": "该任务已不在待处理状态。",
        "what is on this page was not read, so it cannot be masked": "此页内容未读取，无法遮盖。",
        "what was sent is not kept, so there is nothing to look at": "上传的文件不保留，无法查看。",
        "vectors must be whole rows of half-precision values": "向量须为完整的半精度行。",
    }.items()
}
