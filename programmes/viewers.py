"""For whom records are read: what a user's grants, and their council's sharing, open today."""

import datetime
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db.models import Q

from programmes.audiences import kept, terms
from programmes.choices import GrantRole
from programmes.reader import KEEPERS, reader_of
from sharedsvc.core.by_name import objects_named
from sharedsvc.core.history import recording_in_force
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.reference import label_of, reference_of

MOST_SHAPES = 100


@dataclass(frozen=True)
class Viewer:
    """For whom records are read: ids looked up once, so that no query nests them again.

    `organisations` in which a grant is held today; `roles` are the grants. What may be *seen* goes
    by `partnerships`, those that the own organisations are or in which they share, and the
    `sharings` in force there; what may be *written* by the `memberships`.
    """

    sees_all: bool = False
    despite_striking_out: bool = False
    roles: frozenset[tuple[str, int]] = frozenset()
    organisations: tuple[int, ...] = ()
    partnerships: tuple[int, ...] = ()
    sharings: tuple[int, ...] = ()

    def holding(self, *roles: str) -> frozenset[int]:
        """The organisations in which one of these roles is held."""
        return frozenset(organisation for role, organisation in self.roles if role in roles)

    @property
    def keeping(self) -> frozenset[int]:
        """The organisations whose records this reader keeps: what is not published they see."""
        return self.holding(*KEEPERS)

    @cached_property
    def found(self) -> set[tuple[str, int]]:
        """Records that were found among what this reader may see, while one request is answered."""
        return set()

    @cached_property
    def memberships(self) -> frozenset[tuple[int, int]]:
        """Who is in which partnership, of those that the own organisations are or have joined.

        Each organisation is in itself.
        """
        if not self.organisations:
            return frozenset()
        members = _model("Membership").not_struck_out().surely(datetime.date.today())
        mine = members.filter(organisation__among=self.organisations).values("partnership")
        rows = members.filter(Q(partnership__in=mine) | Q(partnership__among=self.organisations))
        pairs = rows.order_by("pk").values_list("partnership", "organisation")
        return frozenset([*pairs, *((one, one) for one in self.organisations)])

    @cached_property
    def joined(self) -> frozenset[tuple[int, int]]:
        """Those of the memberships that are the own organisations'."""
        return frozenset(pair for pair in self.memberships if pair[1] in self.organisations)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of audiences that this reader holds. Keepers see what is not published yet.

        A partnership's manager does for the partnership what a clerk does for a council.
        """
        held = {
            *map(terms.own, self.organisations),
            *map(terms.partners, self.partnerships),
            *map(terms.sharing, self.sharings),
            *map(terms.keepers, self.keeping),
        }
        return frozenset(held | {terms.STRUCK} if self.despite_striking_out else held)

    def meets(self) -> Q:
        """The condition on rows that have an audience: that this reader belongs to it."""
        if not self.sees_all:
            return Q(audience__among=self.audiences)
        if self.despite_striking_out:
            return Q()
        closed = self.audiences
        return ~Q(audience__among=closed) if closed else Q()

    def belongs_to(self, audience: int) -> bool:
        """The same of one audience, by its key."""
        return (audience in self.audiences) != self.sees_all

    @property
    def audiences(self) -> frozenset[int]:
        """Those to which this reader belongs; of one who sees all, those to which nobody does.

        Asked once for each viewer, and again when this process has added some.
        """
        if not (self.terms or self.sees_all):
            return frozenset({terms.EVERYONE})
        as_of, known = self.__dict__.get("_asked", (-1, frozenset()))
        if as_of != kept.latest_addition():
            as_of = kept.latest_addition()
            known = kept.under_struck_out() if self.sees_all else kept.that_include(self.terms)
            self.__dict__["_asked"] = (as_of, known)
        return known


class AnyReader(Viewer):
    """Whoever does not see all, with what differs from reader to reader, or slots for it.

    What else differs, such as roles, it does not have: what asks for it raises, and must be told it
    as a value.
    """

    def __init__(self, audiences: Any, organisations: Any, keeping: Any) -> None:
        super().__init__(
            roles=None,  # type: ignore[arg-type]
            organisations=organisations,
            partnerships=None,  # type: ignore[arg-type]
            sharings=None,  # type: ignore[arg-type]
        )
        self.__dict__["given"] = (audiences, keeping)

    @property
    def audiences(self) -> Any:
        return self.__dict__["given"][0]

    @property
    def keeping(self) -> Any:
        return self.__dict__["given"][1]


class AskedByReaders:
    """What a reader sees by a statement that is built once (`core.prepared`).

    `build` is told for whom, then the values by name. For who sees all it is built each time. Only
    what is found by keys may be `planned` once: how many rows an audience opens differs widely.
    """

    def __init__(self, build: Callable[..., Any], *, planned: bool = False) -> None:
        self.build = build
        self._prepared = Prepared(self._for_any_reader, planned=planned)

    def _for_any_reader(
        self, audiences: Any, organisations: Any, keeping: Any, **values: Any
    ) -> Any:
        return self.build(AnyReader(audiences, organisations, keeping), **values)

    def __call__(self, user: Any, **values: Any) -> list[Any]:
        """The rows that this user may see."""
        viewer = viewer_of(user)
        if viewer.sees_all:
            return list(self.build(viewer, **values))
        return self._prepared(
            audiences=viewer.audiences,
            organisations=viewer.organisations,
            keeping=viewer.keeping,
            **values,
        )


class AskedByShape:
    """The same of statements that differ by more than values: each shape is built once.

    `build` is told the shape, for whom, then the values by name. The shapes asked last are kept.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._asked: dict[Hashable, AskedByReaders] = {}

    def __call__(self, user: Any, shape: Hashable, **values: Any) -> list[Any]:
        """The rows of this shape that this user may see."""
        asked = self._asked.pop(shape, None) or AskedByReaders(partial(self.build, shape))
        self._asked[shape] = asked
        if len(self._asked) > MOST_SHAPES:
            oldest, *_ = tuple(self._asked)  # a copy: another thread may add one
            self._asked.pop(oldest, None)
        return asked(user, **values)


def viewer_of(user: Any) -> Viewer:
    """The viewer that a user is; looked up once for each user object. A viewer is one already."""
    if isinstance(user, Viewer):
        return user
    if not (getattr(user, "is_authenticated", False) and user.is_active):
        return Viewer()
    known = getattr(user, "_viewer", None)
    if known is None or known.sees_all != bool(user.is_superuser):
        known = user._viewer = _look_up(user)
    return known


def who_sees_all(user: Any) -> Viewer:
    """Whoever sees all, for this user's pages: what nobody sees is looked up once for each user."""
    kept_with: dict[str, Any] = getattr(user, "__dict__", {})
    return kept_with.setdefault("_who_sees_all", Viewer(sees_all=True))


def note_found(user: Any, record: Any) -> Any:
    """Remember that a record was found by `visible_to(user)`, and return it.

    Whoever writes asks again, within the recording.
    """
    if getattr(user, "is_authenticated", False):
        viewer_of(user).found.add(reference_of(record))
    return record


def note_those_seen(model: Any, held: Mapping[int, tuple[int, str]]) -> None:
    """Let the recording in force know which of a model's records its writer sees.

    They were read, audience and reason of striking out, and stay so until the transaction ends
    (`programmes.audiences`): the right to write need not ask for them again.
    """
    recording, records = recording_in_force(), model._base_manager.all()
    user = recording.user if recording else None
    if recording is None or user is None or getattr(records, "asks_more_than_audience", True):
        return
    viewer = viewer_of(user)
    for pk, (audience, struck_out) in held.items():
        if not struck_out and viewer.belongs_to(audience):
            recording.seen.add((label_of(model), pk))


def administers(user: Any, organisation: Any) -> bool:
    """Whether a user is administrator of that very organisation."""
    return organisation.pk in viewer_of(user).holding(GrantRole.ADMINISTRATOR)


def _look_up(user: Any) -> Viewer:
    if user.is_superuser:
        return Viewer(sees_all=True)
    as_of = kept.latest_addition()
    found = reader_of(user, datetime.date.today())
    own = _own(found.roles)
    viewer = Viewer(
        roles=found.roles,
        organisations=own,
        partnerships=found.partnerships,
        sharings=found.sharings,
    )
    itself = frozenset((one, one) for one in own)
    viewer.__dict__.update(joined=found.joined | itself, _asked=(as_of, found.audiences))
    return viewer


def _own(roles: frozenset[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(sorted({organisation for _, organisation in roles}))


def viewer_with(roles: frozenset[tuple[str, int]]) -> Viewer:
    """The viewer that somebody with these grants is today, worked out in steps."""
    own = _own(roles)
    if not own:
        return Viewer()
    in_force = _model("Sharing").all().in_force(datetime.date.today())
    mine = in_force.filter(organisation__among=own).values("partnership")
    rows = in_force.filter(Q(partnership__in=mine) | Q(partnership__among=own)).order_by("pk")
    sharings = list(rows.values_list("pk", "partnership", "organisation"))
    partnerships = {*own, *(where for _, where, who in sharings if who in own)}
    return Viewer(
        roles=roles,
        organisations=own,
        partnerships=tuple(sorted(partnerships)),
        sharings=tuple(
            pk for pk, where, who in sharings if where in partnerships and who not in own
        ),
    )


def _model(name: str) -> Any:
    return objects_named("programmes", name)
