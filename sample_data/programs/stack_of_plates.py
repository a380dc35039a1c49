"""Classes: `super()` climbs the method order, and one attribute of the class is shared by every instance."""


class Stack:
    made = 0

    def __init__(self):
        Stack.made += 1
        self.plates = []

    def push(self, plate):
        self.plates.append(plate)
        return self


class Washed(Stack):
    def push(self, plate):
        return super().push(plate.strip("!"))


def main():
    dirty = Stack().push("red!")
    clean = Washed().push("blue!").push("tan")
    return dirty.plates, clean.plates, clean.made
