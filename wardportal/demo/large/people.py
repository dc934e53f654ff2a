"""Its people, the posts they hold and held, and their accounts."""

from datetime import date, timedelta

from organizations.models import Person, PostHolding, User
from wardportal.demo.large.ward import PEOPLE, TERMS
from wardportal.text import fold, name_sort_key

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ"]
MIDDLE = ["Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc", "Kim"]
GIVEN = ["Hòa", "Lan", "Phước", "Hạnh", "Dũng", "Mai", "Sơn", "Thảo", "Ân", "Yến", "Đức", "Hương", "Tâm"]
# Others: their line and unit ("phu-nu-women-3").
USERNAMES = {"ward_admin": "quantri", "party_office": "vanphong", "editor": "bantin"}


def people(ward, posts, password_hash):
    names = [f"{FAMILY[n % 10]} {MIDDLE[n % 8]} {GIVEN[n * 7 % 13]} {n}" for n in range(PEOPLE)]
    ward.people = Person.objects.bulk_create(
        Person(
            locality=ward.locality,
            full_name=name,
            sort_key=name_sort_key(name),
            search_text=fold(name),
            phone=f"09{n:08}",
            is_sample=True,
        )
        for n, name in enumerate(names)
    )
    holdings, users = [], []
    for n, ((key, _), post) in enumerate(posts.items()):
        person = ward.people[n]
        holdings.append(PostHolding(post=post, person=person, from_on=date(ward.first_year, 1, 1)))
        if post.role:
            username = USERNAMES.get(post.role) or f"{post.unit.line.code}-{key}"
            user = User(
                username=username, locality=ward.locality, person=person, is_demo=True, password=password_hash
            )
            users.append(user)
            ward.heads.setdefault(key, user)
    # Those who held the posts before, one after the other.
    former = TERMS * ward.years - len(holdings)
    for n in range(former):
        post = list(posts.values())[n % len(posts)]
        ended = date(ward.first_year, 1, 1) - timedelta(days=1 + 400 * (n // len(posts)))
        person = ward.people[(n * 3 + len(posts)) % PEOPLE]
        holdings.append(
            PostHolding(post=post, person=person, from_on=ended - timedelta(days=399), to_on=ended)
        )
    PostHolding.objects.bulk_create(holdings)
    User.objects.bulk_create(users)
