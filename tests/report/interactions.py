"""What a reader does with the page of a report."""

# Runs a script, and returns when what it did has been drawn.
DRAWN = """
  new Function(arguments[0])();
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""

INTERACTIONS = {
    "show the tasks": "location.hash = '#tasks'; dispatchEvent(new HashChangeEvent('hashchange'))",
    "open all": "document.querySelector('.filters button').click()",
    "scroll": "document.getElementById('tree').scrollTop += 50000",
    "search": "const s = document.getElementById('search'); s.value = 'number 7'; s.dispatchEvent(new Event('input'))",
    "filter by state": "document.querySelector('.chip input').click()",
    "filter by agent": "const s = document.querySelector('.filters select'); s.value = 'opus'; s.dispatchEvent(new Event('change'))",
    "open a task": "location.hash = '#task/parser-0-3-aaaa'; dispatchEvent(new HashChangeEvent('hashchange'))",
    "open the root": "location.hash = '#task/root-aaaa'; dispatchEvent(new HashChangeEvent('hashchange'))",
    "show the run": "location.hash = '#run'; dispatchEvent(new HashChangeEvent('hashchange'))",
    "scrub": "const s = document.getElementById('scrub'); s.value = 431; s.dispatchEvent(new Event('input'))",
    "show the overview": "location.hash = '#overview'; dispatchEvent(new HashChangeEvent('hashchange'))",
    "change the unit": "const s = document.querySelector('.choices select'); s.selectedIndex = 1; s.dispatchEvent(new Event('change'))",
}
