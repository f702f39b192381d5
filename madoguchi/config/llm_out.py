"""Questions to the language model: the feature's dataclasses to those of the adapter, through the egress guard."""

from django.conf import settings

from madoguchi.adapters.llm.openai_compatible import Asked, Failed, Server
from madoguchi.adapters.llm.openai_compatible import ask as ask_openai
from madoguchi.adapters.llm.openai_compatible import embed as embed_openai
from madoguchi.base.http import Egress
from madoguchi.features.llm.asking import Question, Reply, Unasked
from madoguchi.features.llm.embedding import Batch, Vectors


def ask(question: Question) -> Reply:
    """Ask once; raises Unasked."""
    asked = Asked(question.model, question.system, question.text, question.longest)
    server = Server(question.address, question.timeout, question.key)
    try:
        found = ask_openai(asked, server, Egress(allowed=settings.MADOGUCHI.reachable))
    except Failed as failed:
        raise Unasked(failed.code, failed.text, wait=failed.wait) from failed
    return Reply(found.text, found.tokens_in, found.tokens_out)


def embed(batch: Batch) -> Vectors:
    """Send once; raises Unasked."""
    server = Server(batch.address, batch.timeout, batch.key)
    try:
        found = embed_openai(batch.model, batch.texts, server, Egress(allowed=settings.MADOGUCHI.reachable))
    except Failed as failed:
        raise Unasked(failed.code, failed.text, wait=failed.wait) from failed
    return Vectors(found.vectors, found.tokens_in)
