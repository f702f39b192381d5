"""format=flowed (RFC 3676): soft line breaks taken out, quote depth kept, `delsp` for Japanese, which has no blanks."""


def unflow(text: str, *, delsp: bool) -> str:
    """The text with each paragraph on one line. Lines end in `\\n`."""
    out, current, depth_before = list[str](), list[str](), 0
    for line in text.split("\n"):
        stripped = line.lstrip(">")
        depth = len(line) - len(stripped)
        content = stripped.removeprefix(" ")
        if current and depth != depth_before:
            out.append(_finish(current, depth_before))
            current = []
        soft = content.endswith(" ") and content != "-- "
        current.append(content[:-1] if soft and delsp else content)
        depth_before = depth
        if not soft:
            out.append(_finish(current, depth))
            current = []
    if current:
        out.append(_finish(current, depth_before))
    return "\n".join(out)


def _finish(pieces: list[str], depth: int) -> str:
    joined = "".join(pieces)
    if joined != "-- ":
        joined = joined.rstrip(" ")
    return (">" * depth + " " + joined if joined else ">" * depth) if depth else joined
