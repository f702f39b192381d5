"""Reading articles from elsewhere: folders of Markdown, CSV, and the pages of another help centre. Pure: bytes in,
pages out; what becomes of them is actions/importing.py."""
