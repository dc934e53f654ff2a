"""What may be appended to an issued PDF: signatures, and nothing anyone would read differently.

pyHanko's own rules compare a file with its first signed state, which has a form already; the issued PDF has
none, so the form's coming into being is judged here and everything else by pyHanko's rules.
"""

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    ModificationLevel,
    ReferenceUpdate,
    StandardDiffPolicy,
    SuspiciousModification,
    WhitelistRule,
)
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON

FORM_KEYS = {"/Fields", "/SigFlags", "/DR", "/DA"}
NO_REFERENCES = frozenset()


class FirstFormRule(FormUpdatingRule):
    """A form may come into being, if it holds signature fields at its root and no others."""

    def apply(self, old, new):
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
        elif "/AcroForm" in new.root:
            yield from self._first(old, new)

    def _first(self, old, new):
        form = new.root["/AcroForm"]
        if not isinstance(form, generic.DictionaryObject) or not FORM_KEYS.issuperset(form):
            raise SuspiciousModification("The new form holds more than signatures.")
        fields = [_signature_field(entry) for entry in _array(form, "/Fields")]
        specs = dict(fields)
        if len(specs) != len(fields):
            raise SuspiciousModification("Two fields of the new form have one name.")
        for holder, key in ((new.root, "/AcroForm"), (form, "/Fields")):
            yield from _approved(old, _own_reference(holder, key))
        if "/DR" in form:
            since = old.revision + 1
            yield from _approved(old, new.collect_dependencies(form.raw_get("/DR"), since_revision=since))
        context = FieldComparisonContext(field_specs=specs, old=old, new=new)
        for rule in self.field_rules:
            yield from rule.apply(context)


class FirstCertificationRule(WhitelistRule):
    """The first signature may certify the file: /Perms with /DocMDP alone, which nobody sees."""

    def apply(self, old, new):
        if "/Perms" not in new.root:
            if "/Perms" in old.root:
                raise SuspiciousModification("The certification was taken away.")
            return
        permissions = new.root["/Perms"]
        if not isinstance(permissions, generic.DictionaryObject) or set(permissions) != {"/DocMDP"}:
            raise SuspiciousModification("The file claims permissions that no signature gives.")
        for reference in _own_reference(new.root, "/Perms"):
            if old.is_ref_unassignable(reference):
                yield ReferenceUpdate(reference)


def _array(holder, key):
    found = holder.get(key)
    if not isinstance(found, generic.ArrayObject):
        raise SuspiciousModification(f"{key} is no list.")
    return found.iterate()


def _signature_field(entry) -> tuple[str, FieldComparisonSpec]:
    """The name of a new field and what pyHanko's rules ask of it."""
    field = entry.get_object() if isinstance(entry, generic.IndirectObject) else None
    if not isinstance(field, generic.DictionaryObject) or field.get("/FT") != "/Sig":
        raise SuspiciousModification("A field of the new form is no signature.")
    spec = FieldComparisonSpec(
        field_type="/Sig", old_field_ref=None, new_field_ref=entry.reference, old_canonical_path=None
    )
    return str(field.get("/T", "")), spec


def _own_reference(holder, key) -> frozenset:
    value = holder.raw_get(key)
    return frozenset({value.reference}) if isinstance(value, generic.IndirectObject) else NO_REFERENCES


def _approved(old, references):
    """New objects alone: one that takes the place of an issued object stays unexplained."""
    for reference in references:
        if old.is_ref_unassignable(reference):
            yield ModificationLevel.FORM_FILLING, FormUpdate(updated_ref=reference, field_name=None)


ISSUED_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        FirstCertificationRule().as_qualified(ModificationLevel.LTA_UPDATES),
        *(rule for rule in DEFAULT_DIFF_POLICY.global_rules if not isinstance(rule, CatalogModificationRule)),
    ],
    form_rule=FirstFormRule(DEFAULT_DIFF_POLICY.form_rule.field_rules),
)
