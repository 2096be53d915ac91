"""Declares the sheets of "who"."""

from programmes.models import (
    Body,
    Conflict,
    Criterion,
    Document,
    Meeting,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Phase,
    Post,
    PostOrganisation,
    Power,
    Principle,
    Programme,
    Reading,
    Succession,
    Tenure,
)
from programmes.operations import (
    keep,
    keep_criterion,
    keep_document,
    keep_membership,
    set_employers,
    set_successors,
)
from programmes.sheets.columns import (
    FROM_TO,
    ORDER,
    SPELL,
    WHEN,
    all_of,
    always,
    is_the_partnership,
    new_in_programme,
    standard,
)
from programmes.sheets.parts import PartOfProgramme
from programmes.sheets.sources import BelongsElsewhere
from programmes.sheets.subjects import CarriesOn, Subjects
from sharedsvc.core.workbook.columns import Code, Number, OneOf, SheetColumn
from sharedsvc.core.workbook.reference_columns import CodeOf, LinkedReferences
from sharedsvc.core.workbook.sheets import Part, Sheet, registry

HOW_IT_ENDED = OneOf(name="how it ended", field="ending")

registry.register(
    Sheet(
        name="programme",
        order=10,
        help="The programme that the workbook is about: one row.",
        parts=(
            Part(
                name="programme",
                model=Programme,
                key=(Code(name="code", example="clyde-valley"),),
                columns=(
                    SheetColumn(name="title", required=True, example="Review of Joint Working"),
                    CodeOf(name="partnership", to="organisations", required=True),
                    SheetColumn(name="summary"),
                    *FROM_TO,
                    HOW_IT_ENDED,
                    *standard(),
                ),
                rows=lambda programme: Programme.objects.not_struck_out().filter(
                    pk=programme.pk if programme else None
                ),
                save=keep,
            ),
        ),
    ),
    Sheet(
        name="organisations",
        order=20,
        help="Councils, partnerships and other partners.",
        parts=(
            Part(
                name="organisations",
                model=Organisation,
                key=(Code(name="code", example="IVC"),),
                columns=(
                    SheetColumn(name="name", required=True, example="Inverclyde Council"),
                    SheetColumn(name="short name", example="Inverclyde"),
                    SheetColumn(name="abbreviation", example="GlosCC"),
                    OneOf(name="kind"),
                    SheetColumn(name="official code", example="S12000018"),
                    SheetColumn(name="former codes"),
                    LinkedReferences(
                        name="successors",
                        to="organisations",
                        link_model=Succession,
                        near="predecessor",
                        far="successor",
                        save=set_successors,
                        help="The organisations that followed it; more of it under successions.",
                    ),
                    *FROM_TO,
                    HOW_IT_ENDED,
                    *standard(),
                ),
                rows=all_of(Organisation),
                save=keep,
                shared=True,
            ),
        ),
    ),
    Sheet(
        name="other names",
        order=25,
        help="Former names, other names in use and abbreviations of organisations.",
        parts=(
            Part(
                name="other names",
                model=OrganisationName,
                key=(
                    CodeOf(name="organisation", to="organisations", required=True),
                    SheetColumn(name="name", required=True, example="CWACC"),
                ),
                columns=(OneOf(name="kind"), *FROM_TO, *standard()),
                rows=all_of(OrganisationName, "organisation"),
                save=keep,
                shared=True,
                parent="organisation",
                rests_on=always,
            ),
        ),
    ),
    Sheet(
        name="successions",
        order=27,
        help="Which organisation followed which: how, when, and what went over.",
        parts=(
            Part(
                name="successions",
                model=Succession,
                key=(
                    CodeOf(
                        name="organisation", field="predecessor", to="organisations", required=True
                    ),
                    CodeOf(name="successor", to="organisations", required=True),
                ),
                columns=(
                    OneOf(name="how", field="kind"),
                    *WHEN,
                    SheetColumn(name="functions", example="payroll and revenues; the rest ended"),
                    CarriesOn(),
                    *standard(),
                ),
                rows=all_of(Succession, "predecessor", "successor"),
                save=keep,
                shared=True,
                parent=("predecessor", "successor"),
                rests_on=always,
            ),
        ),
    ),
    Sheet(
        name="people",
        order=30,
        help="People named in the sources.",
        parts=(
            Part(
                name="people",
                model=Person,
                key=(Code(name="code", example="paul-wallace"),),
                columns=(
                    SheetColumn(name="name", required=True, example="Paul Wallace"),
                    *standard(),
                ),
                rows=all_of(Person),
                save=keep,
                shared=True,
            ),
        ),
    ),
    Sheet(
        name="posts",
        order=40,
        help="Posts; a joint post belongs to several organisations.",
        parts=(
            Part(
                name="posts",
                model=Post,
                key=(Code(name="code", example="ivc-chief-executive"),),
                columns=(
                    SheetColumn(name="title", required=True, example="Chief Executive"),
                    LinkedReferences(
                        name="organisations",
                        to="organisations",
                        link_model=PostOrganisation,
                        near="post",
                        far="organisation",
                        save=set_employers,
                        example="IVC",
                    ),
                    *standard(),
                ),
                rows=all_of(Post),
                save=keep,
                shared=True,
            ),
        ),
    ),
    Sheet(
        name="tenures",
        order=50,
        help="Who holds a post. Without a person it is vacant; without a row it is not known.",
        parts=(
            Part(
                name="tenures",
                model=Tenure,
                key=(
                    CodeOf(name="post", to="posts", required=True),
                    CodeOf(name="person", to="people"),
                    SPELL,
                ),
                columns=(*FROM_TO, *standard()),
                rows=all_of(Tenure, "post", "person"),
                save=keep,
                shared=True,
                parent="post",
                rests_on=always,
            ),
        ),
    ),
    Sheet(
        name="memberships",
        order=60,
        help="Who belongs to a partnership, and as what.",
        parts=(
            Part(
                name="memberships",
                model=Membership,
                key=(
                    CodeOf(name="partnership", to="organisations", required=True),
                    CodeOf(name="organisation", to="organisations", required=True),
                    OneOf(name="role"),
                    SPELL,
                ),
                columns=(*FROM_TO, *standard()),
                rows=all_of(Membership, "partnership", "organisation"),
                save=keep_membership,
                shared=True,
                parent="partnership",
                rests_on=always,
            ),
        ),
    ),
    Sheet(
        name="bodies",
        order=70,
        help="Councils, cabinets, committees, panels, boards and teams.",
        parts=(
            Part(
                name="bodies",
                model=Body,
                key=(Code(name="code", example="ivc-policy-resources"),),
                columns=(
                    SheetColumn(
                        name="name", required=True, example="Policy and Resources Committee"
                    ),
                    CodeOf(name="organisation", to="organisations", required=True),
                    OneOf(name="kind"),
                    SheetColumn(name="powers"),
                    *FROM_TO,
                    *standard(),
                ),
                rows=all_of(Body, "organisation"),
                save=keep,
                shared=True,
                parent="organisation",
                rests_on=lambda body, directory: is_the_partnership(
                    body.organisation_id, directory
                ),
            ),
        ),
    ),
    Sheet(
        name="powers",
        order=75,
        help="What bodies decide, recommend or are consulted on, as far as a source states it.",
        parts=(
            Part(
                name="powers",
                model=Power,
                key=(
                    CodeOf(name="body", to="bodies", required=True),
                    OneOf(name="power", field="kind", required=True),
                    Number(name="number", default=1),
                ),
                columns=(SheetColumn(name="on what", field="on_what"), *FROM_TO, *standard()),
                rows=all_of(Power, "body"),
                save=keep,
                shared=True,
                parent="body",
                rests_on=lambda power, directory: is_the_partnership(
                    power.body.organisation_id, directory
                ),
            ),
        ),
    ),
    Sheet(
        name="meetings",
        order=80,
        help="Meetings of bodies, past and to come.",
        parts=(
            Part(
                name="meetings",
                model=Meeting,
                key=(Code(name="code", example="cvcpp-2010-01-15"),),
                columns=(
                    CodeOf(name="body", to="bodies", required=True),
                    *WHEN,
                    OneOf(name="state"),
                    SheetColumn(name="purpose"),
                    *standard(),
                ),
                rows=all_of(Meeting, "body"),
                save=keep,
                shared=True,
                parent="body",
                rests_on=lambda meeting, directory: is_the_partnership(
                    meeting.body.organisation_id, directory
                ),
            ),
        ),
    ),
    Sheet(
        name="documents",
        order=90,
        help="Documents that facts rest on, held or only referred to.",
        parts=(
            Part(
                name="documents",
                model=Document,
                key=(Code(name="code", example="inverclyde-2010-02-18"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    OneOf(name="kind"),
                    SheetColumn(name="number", example="IC/01/10/PW/MMcK"),
                    CodeOf(name="organisation", to="organisations"),
                    *WHEN,
                    OneOf(name="held"),
                    BelongsElsewhere(),
                    *standard(),
                ),
                rows=all_of(Document, "programme", "organisation"),
                save=keep_document,
                start=new_in_programme,
                shared=True,
                own=lambda document, programme: (
                    programme is not None and document.programme_id == programme.pk
                ),
            ),
        ),
    ),
    Sheet(
        name="phases",
        order=100,
        help="Phases of the programme.",
        parts=(
            PartOfProgramme(
                name="phases",
                model=Phase,
                key=(Code(name="code", example="phase-1"),),
                columns=(
                    ORDER,
                    SheetColumn(name="title", required=True, example="Phase 1"),
                    SheetColumn(name="description"),
                    *FROM_TO,
                    *standard(),
                ),
                sort=lambda phase: (phase.order,),
            ),
        ),
    ),
    Sheet(
        name="principles",
        order=102,
        help="Written principles of the programme.",
        parts=(
            PartOfProgramme(
                name="principles",
                model=Principle,
                key=(SheetColumn(name="number", required=True, example="a"),),
                columns=(ORDER, SheetColumn(name="text", required=True), *FROM_TO, *standard()),
                sort=lambda principle: (principle.order,),
            ),
        ),
    ),
    Sheet(
        name="criteria",
        order=104,
        help="Criteria by which the programme puts its work in order.",
        parts=(
            PartOfProgramme(
                name="criteria",
                model=Criterion,
                key=(SheetColumn(name="number", required=True, example="1"),),
                columns=(
                    ORDER,
                    SheetColumn(name="text", required=True, example="quick wins"),
                    Number(name="weight", example="25"),
                    Number(name="lowest score", field="lowest", example="1"),
                    Number(name="highest score", field="highest", example="5"),
                    *FROM_TO,
                    *standard(),
                ),
                save=keep_criterion,
                sort=lambda criterion: (criterion.order,),
            ),
        ),
    ),
    Sheet(
        name="conflicts",
        order=300,
        help="Sourced statements that disagree: the question, then one row for each reading.",
        parts=(
            PartOfProgramme(
                name="conflicts",
                model=Conflict,
                key=(Code(name="conflict", field="code", example="three-priorities"),),
                columns=(
                    SheetColumn(name="question", required=True),
                    Subjects(),
                    SheetColumn(name="settlement"),
                    *FROM_TO,
                    *standard(),
                ),
            ),
            PartOfProgramme(
                name="readings",
                model=Reading,
                key=(
                    CodeOf(name="conflict", to="conflicts", required=True),
                    Number(name="reading", field="number", required=True),
                ),
                columns=(SheetColumn(name="statement", required=True), *standard("reading")),
                path="conflict__programme",
                joins=("conflict",),
            ),
        ),
    ),
)
