"""The tables that these records add to the pages of others, and what stands beside them."""

from django.db.models import Q

from programmes.kinds.reading import (
    pointing_from,
    posts_at,
    short_name_of_document,
)
from programmes.models import (
    Citation,
    DatedValue,
    Organisation,
    Post,
    PostOrganisation,
    Subject,
    Succession,
)
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Beside, Related

for key, order in (("organisations", 3), ("partnerships", 0)):
    kinds.relate(
        key,
        Related(
            kind="meetings",
            rows="body__organisation",
            title="Next meetings",
            without=("body_organisation", "state"),
            narrow=lambda rows, day, user: rows.after(day),  # type: ignore[attr-defined]
            order=order,
        ),
        Related(kind="bodies", rows="organisation", without=("organisation",), order=60),
        Related(kind="posts", rows=lambda o, user, day: Q(pk__in=posts_at(o, user)), order=70),
        Related(
            kind="tenures",
            rows=lambda o, user, day: Q(post__in=posts_at(o, user)),
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
            rows=lambda o, user, day: Q(predecessor=o) | Q(successor=o),
            title="Before and after it",
            order=91,
        ),
    )
kinds.stand_beside(
    None,
    Beside(
        model=Citation,
        noun="Source",
        nouns="Sources",
        rows=pointing_from,
        links_to=lambda row: ("programmes.document", row.document_id),
        named=short_name_of_document,
        words=lambda row, name: f"{name} ¶ {row.paragraph}" if row.paragraph else name,
    ),
    Beside(
        model=Subject,
        noun="Subject",
        nouns="Subjects",
        rows=pointing_from,
        links_to=lambda row: (row.subject_type, row.subject_id),
        words=lambda row, name: f"{name} ({row.get_relation_display().lower()})",
        points_at=("subject_type", "subject_id"),
    ),
    Beside(
        model=DatedValue,
        noun="Dated value",
        nouns="Dated values",
        rows=pointing_from,
        words=lambda row, name: f"{row.field.replace('_', ' ')}: {row.value}",
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
