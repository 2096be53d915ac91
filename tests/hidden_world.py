"""A world in which everything has something to hide, and the words by which it would show.

Each record is public now, but was its owner's alone, with other texts, in the version before;
beside each stands one that is hidden, and one that was struck out hidden. What records name beside
themselves is hidden too. Whose all of it is, is a council of which none of the readers knows.
"""

import copy
import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from programmes import models as who
from programmes.audiences.moving import work_out_all
from programmes.choices import Visibility
from sharedsvc.core.reference import label_of
from sharedsvc.core.search.indexing import reindex
from tests import factories as make
from tests.past_the_rules import only_with, set_right
from tests.rights_world import World, unsaved

NAME, VERSION, STRUCK, HIDDEN = "Xylophone", "Yttrium", "Quixotic", "Wyvern"
PERSON, ADDRESS = "Zugzwang", "nonesuch@example.org"
# An ask that may not be seen is withheld in its place, under its number.
SHOWN_ANYWAY = {("decisions.recommendation", "number")}
# Only of a decision that a post took.
SAID_BY_A_POST = {("decisions.decision", "without_delegation")}
SECRET = re.compile("|".join((NAME, VERSION, STRUCK, HIDDEN, PERSON, ADDRESS)), re.IGNORECASE)


def texts_of(record: Any, word: str) -> dict[str, str]:
    """All that a record says, made a word."""
    return {
        field.name: f"{word}-{record.pk}"
        for field in record._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not field.choices
        and field.name not in ("struck_out", *record.known_dates)
        and (label_of(type(record)), field.name) not in (*SHOWN_ANYWAY, *SAID_BY_A_POST)
        and not field.name.endswith(("_words", "checksum"))
    }


def rewrite(record: Any, **values: Any) -> None:
    """Change columns of a record and of its versions, past every rule; who may see it follows."""
    put(record, **values)
    set_right(type(record), [record.pk])


def put(record: Any, **values: Any) -> None:
    """The same; who may see it stays as it was."""
    table = type(record)._meta.concrete_model
    for model in (table, table.history.model):
        models.QuerySet.update(models.QuerySet(model).filter(id=record.pk), **values)


def point_at(world: World, secrets: dict[str, Any]) -> None:
    """Let each link of each record, through which it need not be seen, lead to a hidden record."""
    for record in world.records.values():
        if isinstance(record, who.Record):
            links = [f for f in record._meta.concrete_fields if f.is_relation]
            apart = [f for f in links if f.name not in record.seen_through]
            if isinstance(record, who.Sharing):  # its owner is who shares
                apart = []
            put(
                record,
                **{f.name: secrets[label_of(f.related_model)].pk for f in apart},
                **only_with(record, *(f.name for f in apart)),
            )


class Plants:
    """What was planted: by whom, whose, and the hidden records by kind."""

    def __init__(self, world: World) -> None:
        self.owner = make.OrganisationFactory()
        whose = {"visibility": Visibility.OWNER, "owner": self.owner.pk}
        put(self.owner, **whose, **texts_of(self.owner, HIDDEN))
        self.teller = make.UserFactory(name=f"{PERSON} Person", email=f"{PERSON}@example.org")
        self.nameless = make.UserFactory(name="", email=ADDRESS)
        self.hidden: list[Any] = []
        for record in world.records.values():
            if isinstance(record, who.Record):
                self._hide_a_version(record)
                self._beside(record, STRUCK, struck_out=f"{STRUCK}: why it was a mistake")
                self._beside(record, HIDDEN)
        for record in world.records.values():
            if isinstance(record, who.Record):
                self._say_why_opened(record)
        work_out_all()
        reindex()

    def _hide_a_version(self, record: Any) -> None:
        """The one there is becomes the owner's alone; a nameless person opened the record since."""
        versions: Any = type(record)._meta.concrete_model.history
        first = versions.filter(id=record.pk).earliest()
        now = copy.copy(first)
        now.pk, now._state.adding = None, True
        now.history_date, now.history_type = timezone.now(), "~"
        now.history_user = self.nameless
        now.save()
        told = {"history_user": self.teller.pk, "history_change_reason": f"{VERSION}: why"}
        whose = {"visibility": Visibility.OWNER, "owner": self.owner.pk}
        values = {**texts_of(record, VERSION), **whose, **told}
        rows = models.QuerySet(versions.model).filter(history_id=first.history_id)
        models.QuerySet.update(rows, **values)

    @staticmethod
    def _say_why_opened(record: Any) -> None:
        """What everybody may see of a record's history gives nothing away."""
        versions: Any = type(record)._meta.concrete_model.history
        seen = models.QuerySet(versions.model).filter(id=record.pk, visibility=Visibility.PUBLIC)
        models.QuerySet.update(seen, history_change_reason="Opened")

    def _beside(self, record: Any, word: str, **values: Any) -> None:
        """The same again, hidden; not where a rule allows of such only one."""
        table: Any = type(record)._meta.concrete_model
        new = unsaved(record)
        whose = {"visibility": Visibility.OWNER, "owner_id": self.owner.pk}
        for name, value in {**texts_of(record, word), **whose, **values}.items():
            setattr(new, name, value)
        try:
            with transaction.atomic():
                models.QuerySet.bulk_create(models.QuerySet(table), [new])
        except IntegrityError:
            return
        table.history.bulk_history_create(
            [new], default_user=self.teller, default_change_reason=f"{word}: why"
        )
        self.hidden.append(new)


def words_in(answer: Any) -> str:
    """All that a page or a file says; what is packed is unpacked."""
    content = answer.getvalue()
    return _unpacked(content) if content[:2] == b"PK" else content.decode()


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def told(answer: Any, address: str = "") -> list[str]:
    """What stands around each secret word of an answer; but for the address that was asked for."""
    words = words_in(answer)
    for asked in (address, quote(address, safe="")):
        words = words.replace(asked, "") if asked else words
    return [words[max(0, at.start() - 80) : at.end() + 30] for at in SECRET.finditer(words)]
