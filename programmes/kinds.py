"""What is shown of "who": organisations, people, partnerships, bodies, meetings, sources."""

from typing import Any

from django.db.models import Q

from programmes.choices import (
    BodyKind,
    DocumentKind,
    Held,
    MeetingState,
    MembershipRole,
    OrganisationKind,
    SubjectRelation,
)
from programmes.models import (
    Body,
    Citation,
    Conflict,
    Criterion,
    Document,
    Meeting,
    Membership,
    Organisation,
    OrganisationName,
    Partnership,
    Person,
    Phase,
    Post,
    PostOrganisation,
    Principle,
    Programme,
    Reading,
    Subject,
    Succession,
    Tenure,
)
from sharedsvc.core.kinds import (
    FROM_TO,
    Beside,
    Column,
    Filter,
    Kind,
    Related,
    choice,
    date,
    kinds,
    link,
    number,
    text,
)
from sharedsvc.core.states import ANSWERS, State

PROGRAMME = link("programme", "Programme", "title")
IN_PROGRAMME = Filter(name="programme", label="Programme", path="programme", to=Programme)
OF_ORGANISATION = Filter(
    name="organisation", label="Organisation", path="organisation", to=Organisation
)
REMARKS = text("remarks", "Remarks", blank="none")

ORGANISATION_COLUMNS = (
    text("name", "Name"),
    choice("kind", "Kind"),
    text("abbreviation", "Abbreviation", blank="none"),
    text("official_code", "Official code"),
    *FROM_TO,
)


def _who_holds(tenure: Tenure) -> Any:
    return tenure.person or State("v-nil", "Vacant")


def _answered_conflict(conflict: Conflict) -> Any:
    return conflict.settlement or State("v-clash", "Open: sources disagree", "clash")


def attach_subjects(records: list[Any], user: Any) -> None:
    """Give each record `shown_about`: what it is about, as far as the user may see it."""
    about = Subject.objects.in_visible_documents(user).about(records)
    links = list(about.filter(relation=SubjectRelation.ABOUT).order_by("order", "pk"))
    wanted: dict[str, set[int]] = {}
    for one in links:
        wanted.setdefault(one.subject_type, set()).add(one.subject_id)
    found: dict[tuple[str, int], Any] = {}
    for label, ids in wanted.items():
        kind = kinds.of_label(label)
        if kind:
            seen = kind.model.objects.visible_to(user).filter(pk__in=ids)  # type: ignore[attr-defined]
            found.update({(label, record.pk): record for record in kind.shaped(seen)})
    by_record: dict[tuple[str, int], list[Any]] = {}
    for one in links:
        if one.subject_reference in found:
            by_record.setdefault(one.record_reference, []).append(found[one.subject_reference])
    for record in records:
        record.shown_about = by_record.get(record.reference, [])


def _posts_at(organisation: Any, user: Any) -> Any:
    rows = PostOrganisation.objects.visible_to(user).filter(organisation=organisation)
    return rows.values("post")


kinds.register(
    Kind(
        key="organisations",
        model=Organisation,
        singular="organisation",
        plural="organisations",
        about="Councils, partnerships and everybody else who has a part.",
        columns=ORGANISATION_COLUMNS,
        facts=(
            text("code", "Code"),
            text("short_name", "Short name", blank="none"),
            text("former_codes", "Former official codes", blank="none"),
        ),
        related=(
            Related(
                kind="memberships",
                rows="organisation",
                title="Takes part in partnerships",
                without=("organisation",),
                order=10,
            ),
        ),
        filters=(
            Filter(name="kind", label="Kind", path="kind", choices=OrganisationKind),
            Filter(
                name="part",
                label="Part",
                choices=(("yes", "Takes part in a programme here"),),
                apply=lambda queryset, value, user, day: queryset.filter(
                    Q(pk__in=Membership.objects.visible_to(user).as_at(day).values("organisation"))
                    | Q(pk__in=Programme.objects.visible_to(user).values("partnership"))
                ),
            ),
        ),
        searched=("name", "short_name", "abbreviation", "official_code", "code"),
        order=("name",),
        programme="",
    ),
    Kind(
        key="partnerships",
        model=Partnership,
        singular="partnership",
        plural="partnerships",
        about="Organisations that act together, with their members in time.",
        columns=(text("name", "Name"), *FROM_TO),
        facts=(
            text("code", "Code"),
            text("short_name", "Short name", blank="none"),
            text("abbreviation", "Abbreviation", blank="none"),
        ),
        related=(
            Related(
                kind="memberships",
                rows="partnership",
                title="Members in time",
                without=("partnership",),
                always_shown=True,
                order=10,
            ),
            Related(kind="programmes", rows="partnership", without=("partnership",), order=15),
        ),
        searched=("name", "short_name", "abbreviation", "code"),
        order=("name",),
        programme="",
        holds=lambda organisation: organisation.kind == OrganisationKind.PARTNERSHIP,
    ),
    Kind(
        key="programmes",
        model=Programme,
        singular="programme",
        plural="programmes",
        about="What partnerships set out to do.",
        columns=(
            text("title", "Programme"),
            link("partnership", "Partnership", "name"),
            *FROM_TO,
        ),
        facts=(text("code", "Code"), text("summary", "Summary")),
        joins=("partnership",),
        searched=("title", "summary", "code", "partnership__name"),
        order=("title",),
        programme="",
        listed=False,
    ),
    Kind(
        key="memberships",
        model=Membership,
        singular="membership",
        plural="memberships",
        about="Who takes part in which partnership, as what, from when to when.",
        columns=(
            link("organisation", "Organisation", "name"),
            choice("role", "Part"),
            link("partnership", "Partnership", "name"),
            *FROM_TO,
        ),
        joins=("organisation", "partnership"),
        filters=(
            OF_ORGANISATION,
            Filter(name="partnership", label="Partnership", path="partnership", to=Partnership),
            Filter(name="role", label="Part", path="role", choices=MembershipRole),
        ),
        searched=("organisation__name", "partnership__name"),
        order=("partnership__name", "organisation__name"),
        code="",
        programme="",
    ),
    Kind(
        key="names",
        model=OrganisationName,
        singular="other name",
        plural="other names",
        about="Former names, other names in use and abbreviations.",
        columns=(
            text("name", "Name"),
            choice("kind", "Kind"),
            link("organisation", "Organisation", "name"),
            *FROM_TO,
        ),
        joins=("organisation",),
        searched=("name", "organisation__name"),
        order=("name",),
        code="",
        programme="",
    ),
    Kind(
        key="successions",
        model=Succession,
        singular="succession",
        plural="successions",
        about="Which organisation followed which.",
        columns=(
            link("predecessor", "Organisation", "name"),
            link("successor", "Followed by", "name"),
            date("date", "When"),
        ),
        joins=("predecessor", "successor"),
        searched=("predecessor__name", "successor__name"),
        order=("predecessor__name", "successor__name"),
        code="",
        programme="",
        listed=False,
    ),
    Kind(
        key="phases",
        model=Phase,
        singular="phase",
        plural="phases",
        about="The phases of programmes.",
        columns=(text("title", "Phase"), PROGRAMME, *FROM_TO),
        facts=(text("description", "Description"),),
        joins=("programme",),
        filters=(IN_PROGRAMME,),
        searched=("title", "description"),
        order=("programme__title", "order"),
    ),
    Kind(
        key="principles",
        model=Principle,
        singular="principle",
        plural="principles",
        about="The written principles of programmes.",
        named_by="text",
        columns=(text("number", "No."), text("text", "Principle"), PROGRAMME),
        facts=FROM_TO,
        joins=("programme",),
        filters=(IN_PROGRAMME,),
        searched=("text",),
        order=("programme__title", "order", "number"),
        code="",
        programme="",
    ),
    Kind(
        key="criteria",
        model=Criterion,
        singular="criterion",
        plural="criteria",
        about="By what programmes put their work in order.",
        named_by="text",
        columns=(
            text("number", "No."),
            text("text", "Criterion"),
            number("weight", "Weight, per cent", blank="not stated"),
            PROGRAMME,
        ),
        facts=FROM_TO,
        joins=("programme",),
        filters=(IN_PROGRAMME,),
        searched=("text",),
        order=("programme__title", "order", "number"),
        code="",
        programme="",
    ),
    Kind(
        key="bodies",
        model=Body,
        singular="body",
        plural="bodies",
        about="Councils, cabinets, committees, boards and teams that decide, advise or are told.",
        columns=(
            text("name", "Body"),
            link("organisation", "Of", "name"),
            choice("kind", "Kind"),
            text("powers", "What it decides, recommends or is told"),
        ),
        facts=FROM_TO,
        related=(
            Related(
                kind="meetings",
                rows="body",
                title="Its meetings",
                without=("body",),
                always_shown=True,
                order=30,
            ),
        ),
        joins=("organisation",),
        filters=(OF_ORGANISATION, Filter(name="kind", label="Kind", path="kind", choices=BodyKind)),
        searched=("name", "organisation__name", "powers"),
        order=("organisation__name", "name"),
        programme="",
    ),
    Kind(
        key="meetings",
        model=Meeting,
        singular="meeting",
        plural="meetings",
        about="When bodies meet, what for, and whether the outcome is recorded.",
        columns=(
            date("date", "Date"),
            link("body", "Body", "name"),
            link("body.organisation", "Of", "name"),
            choice("state", "State"),
            text("purpose", "Purpose"),
        ),
        joins=("body__organisation",),
        filters=(
            Filter(name="body", label="Body", path="body", to=Body),
            Filter(
                name="organisation",
                label="Organisation",
                path="body__organisation",
                to=Organisation,
            ),
            Filter(name="state", label="State", path="state", choices=MeetingState),
        ),
        searched=("body__name", "purpose", "body__organisation__name"),
        order=("-date_earliest",),
        programme="",
        always=True,
    ),
    Kind(
        key="people",
        model=Person,
        singular="person",
        plural="people",
        about="Those whom the sources name.",
        columns=(text("name", "Name"),),
        facts=(),
        related=(
            Related(
                kind="tenures", rows="person", title="Posts held", without=("person",), order=10
            ),
        ),
        searched=("name",),
        order=("name",),
        programme="",
    ),
    Kind(
        key="posts",
        model=Post,
        singular="post",
        plural="posts",
        about="Posts, at which organisations they are, and who holds them.",
        columns=(
            text("title", "Post"),
            Column(
                name="employers",
                heading="At",
                read=lambda post: post.shown_employers,
                brought=True,
            ),
            Column(
                name="holders",
                heading="Held by",
                read=lambda post: post.shown_holders,
                brought=True,
            ),
        ),
        related=(
            Related(
                kind="tenures",
                rows="post",
                title="Held by, in time",
                without=("post",),
                always_shown=True,
                order=10,
            ),
        ),
        filters=(
            Filter(
                name="organisation",
                label="Organisation",
                to=Organisation,
                apply=lambda queryset, value, user, day: queryset.filter(
                    pk__in=_posts_at(value, user)
                ),
                options=lambda user: PostOrganisation.objects.visible_to(user).values(
                    "organisation"
                ),
            ),
        ),
        searched=("title", "employers__organisation__name"),
        order=("title",),
        programme="",
        prepare=lambda posts, user, day: _prepare_posts(posts, user, day),
    ),
    Kind(
        key="tenures",
        model=Tenure,
        singular="tenure",
        plural="tenures",
        about="Who holds which post, from when to when.",
        columns=(
            Column(name="person", heading="Who", read=_who_holds, sort=("person__name",)),
            link("post", "Post", "title"),
            *FROM_TO,
        ),
        joins=("person", "post"),
        searched=("person__name", "post__title"),
        order=("post__title", "start_earliest"),
        code="",
        programme="",
        listed=False,
    ),
    Kind(
        key="documents",
        model=Document,
        singular="document",
        plural="documents",
        about="What the facts rest on, held or only referred to.",
        columns=(
            text("title", "Document"),
            choice("kind", "Kind"),
            date("date", "Date"),
            text("number", "Number"),
            choice("held", "Held"),
            PROGRAMME,
        ),
        facts=(text("code", "Code"), link("organisation", "Whose", "name")),
        joins=("organisation", "programme"),
        filters=(
            IN_PROGRAMME,
            OF_ORGANISATION,
            Filter(name="kind", label="Kind", path="kind", choices=DocumentKind),
            Filter(name="held", label="Held", path="held", choices=Held),
        ),
        searched=("title", "number", "code"),
        order=("-date_latest", "title"),
        programme="",
        always=True,
    ),
    Kind(
        key="conflicts",
        model=Conflict,
        singular="conflict between sources",
        plural="conflicts between sources",
        about="Where sources disagree. Both statements stay until someone settles which is right.",
        columns=(
            text("question", "Question"),
            Column(
                name="readings",
                heading="What they say",
                read=lambda c: c.shown_readings,
                brought=True,
            ),
            PROGRAMME,
            Column(name="settlement", heading="Settled", read=_answered_conflict),
        ),
        facts=FROM_TO,
        related=(
            Related(
                kind="readings",
                rows="conflict",
                title="What the sources say",
                without=("conflict",),
                always_shown=True,
                order=10,
            ),
        ),
        joins=("programme",),
        filters=(
            IN_PROGRAMME,
            Filter(
                name="settled",
                label="Settled",
                choices=(("no", "Open"), ("yes", "Settled")),
                apply=lambda queryset, value, user, day: (
                    queryset.exclude(settlement="")
                    if value == "yes"
                    else queryset.filter(settlement="")
                ),
            ),
        ),
        searched=("question", "settlement"),
        order=("programme__title", "code"),
        prepare=lambda conflicts, user, day: _prepare_conflicts(conflicts, user, day),
    ),
    Kind(
        key="readings",
        model=Reading,
        singular="reading",
        plural="readings",
        about="The sides of conflicts.",
        named_by="statement",
        columns=(
            number("number", "Reading"),
            text("statement", "What it says"),
            link("conflict", "Conflict", "question"),
        ),
        joins=("conflict__programme",),
        searched=("statement",),
        order=("conflict", "number"),
        code="",
        programme="",
        began="conflict__start",
        listed=False,
    ),
)


def _prepare_conflicts(conflicts: list[Any], user: Any, day: Any) -> None:
    """Give each conflict what the sources say, side by side."""
    said: dict[int, list[str]] = {}
    readings = Reading.objects.visible_to(user).filter(conflict__in=conflicts)
    for reading in readings.order_by("number", "pk"):
        said.setdefault(reading.conflict_id, []).append(f"{reading.number}. {reading.statement}")
    for conflict in conflicts:
        conflict.shown_readings = said.get(conflict.pk, [])


def _prepare_posts(posts: list[Any], user: Any, day: Any) -> None:
    """Give each post its organisations and holders on that day."""
    employers = PostOrganisation.objects.visible_to(user).filter(post__in=posts)
    holders = Tenure.objects.visible_to(user).as_at(day).filter(post__in=posts)
    at: dict[int, list[Any]] = {}
    held: dict[int, list[Any]] = {}
    for row in employers.select_related("organisation").order_by("organisation__name"):
        at.setdefault(row.post_id, []).append(row.organisation)
    for tenure in holders.select_related("person").order_by("start_earliest", "pk"):
        held.setdefault(tenure.post_id, []).append(_who_holds(tenure))
    for post in posts:
        post.shown_employers = at.get(post.pk, [])
        post.shown_holders = held.get(post.pk) or ANSWERS["not stated"]


for key in ("organisations", "partnerships"):
    kinds.relate(
        key,
        Related(kind="bodies", rows="organisation", without=("organisation",), order=60),
        Related(kind="posts", rows=lambda o, user: Q(pk__in=_posts_at(o, user)), order=70),
        Related(
            kind="tenures",
            rows=lambda o, user: Q(post__in=_posts_at(o, user)),
            title="Its people",
            order=71,
        ),
        Related(kind="documents", rows="organisation", title="Its documents", order=85),
        Related(
            kind="names",
            rows="organisation",
            title="Other names",
            without=("organisation",),
            order=90,
        ),
        Related(
            kind="successions",
            rows=lambda o, user: Q(predecessor=o) | Q(successor=o),
            title="Before and after it",
            order=91,
        ),
    )


def _pointing_from(record: Any) -> Q:
    record_type, record_id = record.reference
    return Q(record_type=record_type, record_id=record_id)


def _short_name_of_document(document: Document) -> str:
    if document.number:
        return f"{document.get_kind_display()} {document.number}"
    return document.title


kinds.stand_beside(
    None,
    Beside(
        model=Citation,
        noun="Source",
        nouns="Sources",
        rows=_pointing_from,
        links_to=lambda row: ("programmes.document", row.document_id),
        named=_short_name_of_document,
        words=lambda row, name: f"{name} ¶ {row.paragraph}" if row.paragraph else name,
    ),
    Beside(
        model=Subject,
        noun="Subject",
        nouns="Subjects",
        rows=_pointing_from,
        links_to=lambda row: (row.subject_type, row.subject_id),
        words=lambda row, name: f"{name} ({row.get_relation_display().lower()})",
        points_at=("subject_type", "subject_id"),
    ),
)
kinds.stand_beside(
    Post,
    Beside(
        model=PostOrganisation,
        noun="Employer",
        nouns="Employers",
        rows=lambda post: Q(post=post.pk),
        links_to=lambda row: ("programmes.organisation", row.organisation_id),
    ),
)
kinds.stand_beside(
    Organisation,
    Beside(
        model=Succession,
        noun="Successor",
        nouns="Successors",
        rows=lambda organisation: Q(predecessor=organisation.pk),
        links_to=lambda row: ("programmes.organisation", row.successor_id),
    ),
)
