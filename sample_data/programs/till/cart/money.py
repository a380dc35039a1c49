"""Money as whole cents: look at where a float comes in, and where a cent gets lost."""


def cents(text):
    """`"12.50"` as 1250."""
    whole, _, part = text.partition(".")
    if not whole.isdigit() or len(part) not in (0, 2):
        raise ValueError(f"not a price: {text!r}")
    return int(whole) * 100 + int(part or 0)


def show(amount):
    return f"{amount // 100}.{amount % 100:02}"


def percent(amount, rate):
    """The part of an amount, rounded to a whole cent."""
    return round(amount * rate / 100)


def split(amount, people):
    """Equal shares of an amount, one for each person."""
    return [amount // people] * people
