"""Reads the forms of a page the way a browser without scripts does."""

from html.parser import HTMLParser


class PageForm:
    """A form: where it goes, what it carries, and its buttons."""

    def __init__(self, action):
        self.action = action
        self.fields = {}
        self.buttons = []


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.open_form = None
        self.area = None
        self.select = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self.open_form = PageForm(given.get("action"))
            self.forms.append(self.open_form)
        elif self.open_form is None:
            return
        elif tag == "button":
            self.open_form.buttons.append((name, value))
        elif tag == "textarea":
            self.area = name
            self.open_form.fields[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.open_form.fields or "selected" in given):
            self.open_form.fields[self.select] = value
        elif tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.open_form.fields[name] = value

    def handle_data(self, data):
        if self.area:
            self.open_form.fields[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            fields = self.open_form.fields
            fields[self.area] = fields[self.area].removeprefix("\n")
            self.area = None
        elif tag == "form":
            self.open_form = None


def forms_in(html):
    """All forms of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_with(html, *names):
    """The first form that has all the named fields."""
    for form in forms_in(html):
        if all(name in form.fields for name in names):
            return form
    raise AssertionError(f"no form with {names} among {[form.fields.keys() for form in forms_in(html)]}")
