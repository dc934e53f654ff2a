"""Reviews and the words of the units."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from reports.models import Review, ReviewContribution
from tests.factories.documents import DocumentFactory
from tests.factories.organizations import UnitFactory


class ReviewFactory(DjangoModelFactory):
    """A row as it stands; `Review.begin(…)` is what also makes its paper and asks the units."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    document = factory.SubFactory(DocumentFactory, is_draft=True)
    kind = Review.Kind.ONE_YEAR
    starts_on = date(2016, 4, 25)
    ends_on = date(2017, 7, 31)
    words_due_on = date(2017, 9, 25)

    @factory.post_generation
    def plans(self, create, given, **_):
        if given:
            self.plans.set(given)


class ReviewContributionFactory(DjangoModelFactory):
    class Meta:
        model = ReviewContribution

    review = factory.SubFactory(ReviewFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..review.document.locality"))
