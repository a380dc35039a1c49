"""Parsing: one function for each level of precedence; the depth of the call stack is the shape of the expression."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"(?P<number>\d+)|(?P<sign>[-+*/^()])|(?P<space>\s+)|(?P<stranger>.)")


def tokenize(text):
    """Numbers and signs, each with its column, and at last the end."""
    for found in TOKEN.finditer(text):
        if found.lastgroup == "stranger":
            raise SyntaxError(f"column {found.start()}: what is {found[0]!r}?")
        if found.lastgroup != "space":
            yield found[0], found.start()
    yield "end", len(text)


@dataclass
class Parser:
    tokens: list
    at: int = 0

    def peek(self):
        return self.tokens[self.at][0]

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1][0]

    def expect(self, sign):
        token, column = self.tokens[self.at]
        if token != sign:
            raise SyntaxError(f"column {column}: {sign} expected, not {token}")
        self.take()

    def sum(self):
        total = self.product()
        while self.peek() in ("+", "-"):
            total += self.product() if self.take() == "+" else -self.product()
        return total

    def product(self):
        result = self.signed()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                result *= self.signed()
            else:
                result //= self.signed()
        return result

    def signed(self):
        if self.peek() == "-":
            self.take()
            return -self.signed()
        return self.power()

    def power(self):
        """Right to left: 2^3^2 is 2^(3^2), and -2^2 is -(2^2)."""
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return base ** self.signed()
        return base

    def atom(self):
        if self.peek() == "(":
            self.take()
            inside = self.sum()
            self.expect(")")
            return inside
        if not self.peek().isdigit():
            self.expect("number")
        return int(self.take())


def evaluate(text):
    parser = Parser(list(tokenize(text)))
    result = parser.sum()
    parser.expect("end")
    return result


def main():
    answers = []
    for text in ("-2^2 + 3 * (4 - 6 / 2)", "2^3^2 / 8", "7 * (1 + ", "2 $ 2"):
        try:
            answers.append(evaluate(text))
        except SyntaxError as error:
            answers.append(error.msg)
    return answers
