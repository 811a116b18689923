"""A quick yes to "is this a legal 2020-12 schema?".

The meta-schema as types, which msgspec checks a hundred times faster than a validator walks the
meta-schema's dynamic references. Only the yes counts: what is not recognised here (also what is
legal but rare) is asked of the meta-schema itself, which can say what is wrong and where.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from soroe.model import Json

Count: TypeAlias = Annotated[int, Meta(ge=0)]
Anchor: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z_][-A-Za-z0-9._]*\Z")]
Kind: TypeAlias = Literal["array", "boolean", "integer", "null", "number", "object", "string"]
Rare: TypeAlias = UnsetType  # nothing that a document holds is of this type


class Shape(msgspec.Struct):
    """What each keyword of 2020-12 takes; other members may be anything."""

    id: Annotated[str, Meta(pattern=r"\A[^#]*#?\Z")] | UnsetType = field(default=UNSET, name="$id")
    schema: str | UnsetType = field(default=UNSET, name="$schema")
    ref: str | UnsetType = field(default=UNSET, name="$ref")
    dynamic_ref: str | UnsetType = field(default=UNSET, name="$dynamicRef")
    anchor: Anchor | UnsetType = field(default=UNSET, name="$anchor")
    dynamic_anchor: Anchor | UnsetType = field(default=UNSET, name="$dynamicAnchor")
    comment: str | UnsetType = field(default=UNSET, name="$comment")
    defs: dict[str, bool | Shape] | UnsetType = field(default=UNSET, name="$defs")
    vocabulary: Rare = field(default=UNSET, name="$vocabulary")
    recursive_anchor: Rare = field(default=UNSET, name="$recursiveAnchor")
    recursive_ref: Rare = field(default=UNSET, name="$recursiveRef")
    definitions: Rare = UNSET
    dependencies: Rare = UNSET

    type: Kind | Annotated[list[Kind], Meta(min_length=1)] | UnsetType = UNSET
    enum: list[Any] | UnsetType = UNSET
    multiple_of: Annotated[float, Meta(gt=0)] | UnsetType = field(default=UNSET, name="multipleOf")
    maximum: float | UnsetType = UNSET
    exclusive_maximum: float | UnsetType = field(default=UNSET, name="exclusiveMaximum")
    minimum: float | UnsetType = UNSET
    exclusive_minimum: float | UnsetType = field(default=UNSET, name="exclusiveMinimum")
    max_length: Count | UnsetType = field(default=UNSET, name="maxLength")
    min_length: Count | UnsetType = field(default=UNSET, name="minLength")
    pattern: str | UnsetType = UNSET
    max_items: Count | UnsetType = field(default=UNSET, name="maxItems")
    min_items: Count | UnsetType = field(default=UNSET, name="minItems")
    unique_items: bool | UnsetType = field(default=UNSET, name="uniqueItems")
    max_contains: Count | UnsetType = field(default=UNSET, name="maxContains")
    min_contains: Count | UnsetType = field(default=UNSET, name="minContains")
    max_properties: Count | UnsetType = field(default=UNSET, name="maxProperties")
    min_properties: Count | UnsetType = field(default=UNSET, name="minProperties")
    required: list[str] | UnsetType = UNSET
    dependent_required: dict[str, list[str]] | UnsetType = field(
        default=UNSET, name="dependentRequired"
    )

    properties: dict[str, bool | Shape] | UnsetType = UNSET
    pattern_properties: dict[str, bool | Shape] | UnsetType = field(
        default=UNSET, name="patternProperties"
    )
    additional_properties: bool | Shape | UnsetType = field(
        default=UNSET, name="additionalProperties"
    )
    property_names: bool | Shape | UnsetType = field(default=UNSET, name="propertyNames")
    unevaluated_properties: bool | Shape | UnsetType = field(
        default=UNSET, name="unevaluatedProperties"
    )
    dependent_schemas: dict[str, bool | Shape] | UnsetType = field(
        default=UNSET, name="dependentSchemas"
    )
    prefix_items: Annotated[list[bool | Shape], Meta(min_length=1)] | UnsetType = field(
        default=UNSET, name="prefixItems"
    )
    items: bool | Shape | UnsetType = UNSET
    contains: bool | Shape | UnsetType = UNSET
    unevaluated_items: bool | Shape | UnsetType = field(default=UNSET, name="unevaluatedItems")
    all_of: Annotated[list[bool | Shape], Meta(min_length=1)] | UnsetType = field(
        default=UNSET, name="allOf"
    )
    any_of: Annotated[list[bool | Shape], Meta(min_length=1)] | UnsetType = field(
        default=UNSET, name="anyOf"
    )
    one_of: Annotated[list[bool | Shape], Meta(min_length=1)] | UnsetType = field(
        default=UNSET, name="oneOf"
    )
    not_: bool | Shape | UnsetType = field(default=UNSET, name="not")
    if_: bool | Shape | UnsetType = field(default=UNSET, name="if")
    then: bool | Shape | UnsetType = UNSET
    else_: bool | Shape | UnsetType = field(default=UNSET, name="else")
    content_schema: bool | Shape | UnsetType = field(default=UNSET, name="contentSchema")

    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    deprecated: bool | UnsetType = UNSET
    read_only: bool | UnsetType = field(default=UNSET, name="readOnly")
    write_only: bool | UnsetType = field(default=UNSET, name="writeOnly")
    examples: list[Any] | UnsetType = UNSET
    format: str | UnsetType = UNSET
    content_encoding: str | UnsetType = field(default=UNSET, name="contentEncoding")
    content_media_type: str | UnsetType = field(default=UNSET, name="contentMediaType")

    def __post_init__(self) -> None:
        """The lists that the meta-schema calls sets name nothing twice."""
        sets = [self.type, self.required]
        if self.dependent_required is not UNSET:
            sets += self.dependent_required.values()
        for names in sets:
            if isinstance(names, list) and len(set(names)) < len(names):
                raise ValueError(names)


def is_plainly_legal(document: Json) -> bool:
    """True only where the meta-schema accepts the document; False says nothing."""
    try:
        msgspec.convert(document, Shape)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True
