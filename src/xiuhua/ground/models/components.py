"""Components 管理部件: what stands in the street and somebody keeps; and proposals to change the register."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.files.models import StoredFile
from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.catalogue import CatalogueItem
from xiuhua.ground.models.people import Unit
from xiuhua.ground.terms.components import (
    Accuracy,
    ComponentSource,
    ComponentState,
    ProposalState,
    ProposalVerb,
)


class Component(models.Model):
    """A manhole cover, a lamp, a tree, a bridge. Public ground: no row-level security.

    Source:
        GB/T 47678.5-2026, the 18 attributes of a component. A unit's code and name are kept as the survey
        gave them; `steward`, `owner` and `keeper` point to our units where the code is known.
    """

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    code = models.CharField(max_length=17, unique=True, help_text="6 district + 2 + 3 class + 6")
    code_2013 = models.CharField(max_length=16, unique=True, null=True, help_text="6 + 2 + 2 + 6")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="components")
    class_code = models.CharField(max_length=5, help_text="of 2026, kept beside it for filters and tiles")
    name = models.CharField(max_length=30)
    steward_code = models.CharField(max_length=18, help_text="主管部门代码")
    steward_name = models.CharField(max_length=100)
    steward = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    owner_code = models.CharField(max_length=18, blank=True, help_text="权属单位代码")
    owner_name = models.CharField(max_length=100, blank=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="owned")
    keeper_code = models.CharField(max_length=18, blank=True, help_text="养护单位代码")
    keeper_name = models.CharField(max_length=100, blank=True)
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="kept")
    grid_code = models.CharField(max_length=15, help_text="所在单元网格标识码")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="components", help_text="the narrowest known"
    )
    area_code = models.CharField(max_length=20, help_text="unit grid, community or street")
    state = models.CharField(
        max_length=20, choices=ComponentState.choices(), default=ComponentState.INTACT.value
    )
    surveyed_on = models.DateField(help_text="初始日期")
    changed_on = models.DateField(null=True, help_text="变更日期")
    source = models.CharField(max_length=20, choices=ComponentSource.choices(), blank=True)
    note = models.CharField(max_length=1000, blank=True)
    street_name = models.CharField(max_length=50, blank=True)
    community_name = models.CharField(max_length=50, blank=True)
    accuracy = models.CharField(max_length=20, choices=Accuracy.choices(), blank=True)
    place = models.PointField(srid=4326, help_text="WGS84; a point on the shape where there is one")
    # Where tiles are counted from: docs/decisions/0014. The function stands in the migration.
    cell = models.GeneratedField(
        expression=models.Func(models.F("place"), function="ground_cell"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    shape = models.GeometryField(srid=4326, null=True, help_text="line or polygon of what is no point")
    search = SearchVectorField(null=True, help_text="bigrams of codes, name and note")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["updated_at", "id"], name="component_by_change"),
            models.Index(fields=["area_code", "id"], name="component_by_area"),
            models.Index(fields=["class_code", "id"], name="component_by_class"),
            models.Index(fields=["state", "id"], name="component_by_state"),
            models.Index(fields=["name", "id"], name="component_by_name"),
            models.Index(
                models.F("cell"),
                name="component_by_cell",
                condition=~models.Q(state__in=("abandoned", "removed")),
            ),
            GinIndex(fields=["search"], name="component_search"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ComponentPhoto(models.Model):
    """A picture of a component, as the survey or a proposal brought it."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.component_id}"


class ComponentProposal(models.Model):
    """部件更新: somebody says that a component is new, changed or gone; it is checked, then accepted.

    `fields` holds what is proposed, by attribute of the component.
    """

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given in the field")
    verb = models.CharField(max_length=20, choices=ProposalVerb.choices())
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="proposals")
    fields = models.JSONField()
    reason = models.CharField(max_length=300)
    state = models.CharField(
        max_length=20, choices=ProposalState.choices(), default=ProposalState.PROPOSED.value
    )
    place = models.PointField(srid=4326, null=True, help_text="WGS84")
    area_code = models.CharField(max_length=20)
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    check_photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    checked_by = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["updated_at", "id"], name="proposal_by_change"),
            models.Index(fields=["area_code", "id"], name="proposal_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.component_id}"
