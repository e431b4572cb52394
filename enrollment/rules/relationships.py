"""How does a member of a household stand to its head?"""

from policy.terms import Term


class Relationship(Term):
    """Relationship to the head of household (GB/T 4761, first digit)."""

    HEAD = ("head", "户主", "Head of household")
    SPOUSE = ("spouse", "配偶", "Spouse")
    SON = ("son", "子", "Son")
    DAUGHTER = ("daughter", "女", "Daughter")
    GRANDCHILD = ("grandchild", "孙子女", "Grandchild")
    PARENT = ("parent", "父母", "Parent")
    GRANDPARENT = ("grandparent", "祖父母", "Grandparent")
    SIBLING = ("sibling", "兄弟姐妹", "Brother or sister")
    OTHER = ("other", "其他", "Other")
