"""The demo accounts and their one password."""

from django.contrib.auth.hashers import check_password, make_password

from organizations.models import User


def set_password(password) -> None:
    """Give the demo accounts `password` where they have another; one hash for all, since they share it."""
    demo = User.objects.filter(is_demo=True)
    stored = demo.values_list("password", flat=True).distinct()
    if not all(check_password(password, known) for known in stored):
        demo.update(password=make_password(password))


def describe() -> list[tuple[str, str]]:
    """[(username, who that is)]; the 32 heads of branches are summed up in four lines."""
    rows, branches = [], {}
    for user in User.objects.filter(is_demo=True, is_active=True).select_related("person").order_by("pk"):
        stem, is_branch, number = user.username.partition("-kp")
        if is_branch:
            branches.setdefault(stem, []).append(int(number))
        else:
            posts = "; ".join(f"{h.post.name}, {h.post.unit.short_name}" for h in user.holdings)
            rows.append((user.username, posts))
    branch_heads = {
        "chibo": "Bí thư chi bộ",
        "mattran": "Trưởng Ban CTMT",
        "thanhnien": "Bí thư chi đoàn",
        "phunu": "Chi hội trưởng phụ nữ",
    }
    for stem, numbers in branches.items():
        rows.append(
            (
                f"{stem}-kp{min(numbers)} … {stem}-kp{max(numbers)}",
                f"{branch_heads[stem]} khu phố {min(numbers)} … {max(numbers)}",
            )
        )
    return rows
