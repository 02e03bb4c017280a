"""How a file ends, and the closed list of reasons why it did not end complete."""

from __future__ import annotations

from enum import StrEnum

from assay.governance.domain.words import Words

__all__ = ["REASONS", "Reason", "Status"]


class Status(StrEnum):
    """The state in which every file ends."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a file, or a part of it, was not read whole."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNSUPPORTED_FORMAT = "unsupported-format"
    READER_MISSING = "reader-missing"
    NO_TEXT_FOUND = "no-text-found"
    WEAK_RECOGNITION = "weak-recognition"
    SPEECH_NOT_READ = "speech-not-read"
    PICTURES_NOT_READ = "pictures-not-read"
    PART_UNREADABLE = "part-unreadable"
    FILE_TOO_LARGE = "file-too-large"
    TEXT_LIMIT = "text-limit"
    PAGE_LIMIT = "page-limit"
    PIXEL_LIMIT = "pixel-limit"
    ARCHIVE_LIMIT = "archive-limit"
    DEPTH_LIMIT = "depth-limit"
    TIME_LIMIT = "time-limit"
    MEMORY_LIMIT = "memory-limit"
    WORKER_DIED = "worker-died"
    NOT_PERMITTED = "not-permitted"
    VANISHED = "vanished"
    CHANGED_WHILE_READ = "changed-while-read"
    SPECIAL_FILE = "special-file"
    SAMPLED = "sampled"
    STATE_SECRET_SUSPECTED = "state-secret-suspected"  # noqa: S105 - a reason, not a password
    CANCELLED = "cancelled"


REASONS: dict[Reason, Words] = {
    Reason.EMPTY: Words("The file holds no bytes.", "文件为空。"),
    Reason.ENCRYPTED: Words("The content is encrypted.", "内容已加密。"),
    Reason.TRUNCATED: Words("The file ends before its content does.", "文件不完整（被截断）。"),
    Reason.MALFORMED: Words("The content breaks the rules of its format.", "内容不符合其格式规范。"),
    Reason.UNSUPPORTED_FORMAT: Words("No reader for this format.", "暂无此格式的读取器。"),
    Reason.READER_MISSING: Words("The reader for this format is not installed here.", "本机未安装此格式的读取器。"),
    Reason.NO_TEXT_FOUND: Words("The file was read and no text was found in it.", "已读取，未发现文字。"),
    Reason.WEAK_RECOGNITION: Words("Text was recognised with low confidence.", "文字或语音识别的可信度低。"),
    Reason.SPEECH_NOT_READ: Words("There is speech that no model here can read.", "含有本机模型无法识别的语音。"),
    Reason.PICTURES_NOT_READ: Words("There are pictures that were not looked at.", "含有未识别的图片。"),
    Reason.PART_UNREADABLE: Words("A part of the file could not be read.", "文件的一部分无法读取。"),
    Reason.FILE_TOO_LARGE: Words("The file is larger than the limit.", "文件超过大小上限。"),
    Reason.TEXT_LIMIT: Words("The text limit was reached; the rest was not read.", "达到文字上限，其余未读取。"),
    Reason.PAGE_LIMIT: Words("The page limit was reached; the rest was not read.", "达到页数上限，其余未读取。"),
    Reason.PIXEL_LIMIT: Words("The picture has more pixels than the limit.", "图片像素超过上限。"),
    Reason.ARCHIVE_LIMIT: Words("The archive unpacks to more than the limit.", "压缩包展开后超过上限。"),
    Reason.DEPTH_LIMIT: Words("Something is nested deeper than the limit.", "嵌套层数超过上限。"),
    Reason.TIME_LIMIT: Words("Reading took longer than the limit.", "读取超过时间上限。"),
    Reason.MEMORY_LIMIT: Words("Reading needed more memory than the limit.", "读取超过内存上限。"),
    Reason.WORKER_DIED: Words("The confined reader died on this file.", "隔离的读取进程在此文件上崩溃。"),
    Reason.NOT_PERMITTED: Words("The file may not be opened.", "没有打开该文件的权限。"),
    Reason.VANISHED: Words("The file went away before it was read.", "文件在读取前已消失。"),
    Reason.CHANGED_WHILE_READ: Words("The file kept changing while it was read.", "文件在读取过程中不断变化。"),
    Reason.SPECIAL_FILE: Words("Not a regular file.", "不是普通文件。"),
    Reason.SAMPLED: Words("A sample of the rows was read, not all of them.", "仅抽样读取了部分行。"),
    Reason.STATE_SECRET_SUSPECTED: Words(
        "A state secret mark is suspected; the content was dropped.", "疑似国家秘密标志，内容未保存。"
    ),
    Reason.CANCELLED: Words("The run was cancelled before this file.", "任务在处理该文件前被取消。"),
}
