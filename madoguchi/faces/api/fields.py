"""The types of the members of requests and answers."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Time = AwareDatetime
OneLine = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=400)]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=200)]
Address = Annotated[str, StringConstraints(min_length=3, max_length=320)]
Words = Annotated[str, StringConstraints(max_length=500_000)]
Attributes = dict[Annotated[str, StringConstraints(max_length=60)], Any]

Priority = Literal["low", "normal", "high", "urgent"]
Status = Literal["open", "snoozed", "resolved"]
WaitingOn = Literal["us", "customer", "third"]
Role = Literal["administrator", "manager", "supervisor", "agent", "light", "partner"]
Language = Literal["ja", "en"]
FeatureState = Literal["available", "from_plan", "limited", "planned", "not_available"]
Verdict = Literal["yes", "conditional", "no", "unconfirmed"]

PRIORITIES: dict[str, int] = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
PRIORITY_NAMES = {number: name for name, number in PRIORITIES.items()}


class Given(BaseModel):
    """What a request may hold; any other member is refused."""

    model_config = ConfigDict(extra="forbid", strict=False)

    def changes(self) -> dict[str, Any]:
        """The members that were sent, null among them."""
        return self.model_dump(exclude_unset=True)


class Shown(BaseModel):
    """What an answer holds."""


class Paging(BaseModel):
    """Where a list goes on, and how long a page is."""

    cursor: Annotated[str, Field(max_length=1000, description="`next` of the page before.")] = ""
    limit: Annotated[int, Field(ge=1, le=200, description="Rows of a page.")] = 50


class NamedRef(Shown):
    """Something by its id, with its name at hand."""

    id: int
    name: str
