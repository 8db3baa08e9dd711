"""A headless Chromium, driven over the WebDriver protocol (https://www.w3.org/TR/webdriver2/) with the standard library
alone."""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

# Nothing that Chromium does for itself may look like a request of the page.
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Browser:
    """`with Browser() as browser:` starts it with a profile of its own, and ends it."""

    def __init__(self, width=1280, height=900):
        self.size = (width, height)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="reeve-page-")
        self.port = free_port()
        environment = dict(os.environ, HOME=self.folder, TMPDIR=self.folder)
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"], env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self.wait_for_driver()
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if getattr(self, "session", None):
            try:
                self.call("DELETE", "")
            except OSError:
                pass  # it has gone already
        self.driver.terminate()
        self.driver.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait_for_driver(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                if self.request("GET", "/status")["ready"]:
                    return
            except OSError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    def begin(self):
        width, height = self.size
        chrome = {
            "args": FLAGS + [f"--window-size={width},{height}", f"--user-data-dir={self.folder}/profile"],
        }
        capabilities = {
            "browserName": "chrome", "goog:chromeOptions": chrome,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        answer = self.request("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = answer["sessionId"]

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def call(self, method, path, body=None):
        return self.request(method, f"/session/{self.session}{path}", body)

    def post(self, path, **body):
        return self.call("POST", path, body)

    def run(self, script, *arguments):
        """The value of the body of a function of `arguments`; a promise is waited for."""
        return self.post("/execute/sync", script=script, args=list(arguments))

    def devtools(self, command, **parameters):
        return self.post("/goog/cdp/execute", cmd=command, params=parameters)

    def open(self, path):
        """Opens a file and waits until it has drawn itself."""
        self.post("/url", url="about:blank")
        self.post("/url", url="file://" + os.path.abspath(path))
        self.wait_until("return document.documentElement.dataset.ready === 'yes'")

    def wait_until(self, script, seconds=60):
        deadline = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > deadline:
                raise AssertionError(f"never true: {script}\n{self.log()}")
            time.sleep(0.02)

    def go(self, address):
        self.run("location.hash = arguments[0]; return new Promise(requestAnimationFrame)", address)

    def keys(self, *keys):
        """Types them where the focus is; longer names are those of WebDriver's keys."""
        names = {"Tab": "\ue004", "Enter": "\ue007", "Up": "\ue013", "Down": "\ue015", "Left": "\ue012", "Right": "\ue014",
                 "End": "\ue010", "Home": "\ue011", "Space": " ", "PageDown": "\ue00f"}
        actions = []
        for key in keys:
            value = names.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.post("/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def click(self, selector):
        element = self.post("/element", using="css selector", value=selector)[ELEMENT]
        self.post(f"/element/{element}/click")

    def text(self, selector="body"):
        # Not innerText, which leaves out what the browser has not laid out yet.
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def log(self):
        """What the console was told since the last call."""
        return self.post("/se/log", type="browser")

    def requests(self):
        """The addresses of all requests since the last call, but those that a content security policy stopped."""
        urls = {}
        for entry in self.post("/se/log", type="performance"):
            message = json.loads(entry["message"])["message"]
            parameters = message["params"]
            if message["method"] == "Network.requestWillBeSent":
                urls[parameters["requestId"]] = parameters["request"]["url"]
            if message["method"] == "Network.loadingFailed" and parameters.get("blockedReason") == "csp":
                urls.pop(parameters["requestId"], None)
        return list(urls.values())

    def resize(self, width, height=900, scheme=None, scale=1):
        """The size of the view, as a phone or a screen has it, and the colours that the system asks for."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        if scheme:
            self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def screenshot(self, path, whole=False):
        if whole:  # what is below the view is not laid out
            size = self.run("return [innerWidth, innerHeight]")
            for _ in range(2):
                self.resize(size[0], min(self.run("return document.documentElement.scrollHeight"), 8000))
        answer = self.devtools("Page.captureScreenshot", format="png")
        if whole:
            self.resize(*size)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))

    def print(self, path):
        answer = self.devtools("Page.printToPDF", printBackground=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))
