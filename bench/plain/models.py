"""The columns that are read of the register's tables, and a table of our own to write into."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


class Rows(models.Model):
    """Rows of a table that the register keeps."""

    class Meta:
        abstract = True
        managed = False


class User(AbstractBaseUser):
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "accounts_user"


class Programme(Rows):
    code = models.SlugField()
    title = models.CharField(max_length=200)

    class Meta(Rows.Meta):
        db_table = "programmes_programme"

    def __str__(self) -> str:
        return self.title


class Organisation(Rows):
    short_name = models.CharField(max_length=100)

    class Meta(Rows.Meta):
        db_table = "programmes_organisation"

    def __str__(self) -> str:
        return self.short_name


class Workstream(Rows):
    programme = models.ForeignKey(Programme, models.PROTECT)
    ref = models.SlugField()
    order = models.IntegerField()
    title = models.CharField(max_length=200)
    scope = models.TextField()
    remit = models.TextField()
    duration_class = models.CharField(max_length=20)
    remarks = models.TextField()
    struck_out = models.TextField()
    start_latest = models.DateField()
    end_latest = models.DateField()

    class Meta(Rows.Meta):
        db_table = "workstreams_workstream"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/workstreams/{self.pk}/"


class Part(Rows):
    """What hangs on a workstream."""

    struck_out = models.TextField()

    class Meta(Rows.Meta):
        abstract = True


class Role(Part):
    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    kind = models.CharField(max_length=20)
    standing = models.CharField(max_length=20)

    class Meta(Part.Meta):
        db_table = "workstreams_workstreamrole"

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kind}"


class Stage(Part):
    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=30)
    start_latest = models.DateField()
    end_latest = models.DateField()

    class Meta(Part.Meta):
        db_table = "workstreams_stage"

    def __str__(self) -> str:
        return self.stage


class Update(Part):
    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="updates")
    number = models.IntegerField()
    date = models.CharField(max_length=60)
    narrative = models.TextField()

    class Meta(Part.Meta):
        db_table = "workstreams_statusupdate"

    def __str__(self) -> str:
        return self.date


class Milestone(Part):
    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=300)
    due = models.CharField(max_length=60)

    class Meta(Part.Meta):
        db_table = "workstreams_milestone"

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """A version of a workstream."""

    history_id: Any = models.AutoField(primary_key=True)
    id: Any = models.BigIntegerField()
    title = models.CharField(max_length=200)
    remarks = models.TextField()
    history_date = models.DateTimeField()
    history_change_reason = models.TextField()

    class Meta:
        managed = False
        db_table = "workstreams_historicalworkstream"

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """What the plain form writes: an update of a workstream, without history."""

    workstream = models.ForeignKey(
        Workstream, models.PROTECT, related_name="notes", db_constraint=False
    )
    number = models.PositiveSmallIntegerField(default=1)
    date = models.DateField()
    rating = models.CharField(max_length=10, blank=True)
    narrative = models.TextField()
    next_steps = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.narrative
