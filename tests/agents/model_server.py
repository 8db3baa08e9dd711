#!/usr/bin/env python3
"""A model on loopback that answers as a scenario says, in the wire formats of Anthropic (POST /v1/messages) and
OpenAI (POST /v1/chat/completions, POST /v1/responses). README.md beside it describes scenarios.

    model_server.py --scenario FILE --record FILE --port-file FILE [--key KEY]
"""
import argparse
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHELL_TOOLS = ("bash", "shell", "shell_command", "exec_command", "local_shell", "run_shell_command", "container.exec")
KEY_HEADERS = ("x-api-key", "authorization", "x-goog-api-key")


class Scenario:
    """Which step a request gets. Each step is used once, or `repeat` times; in order among those that match."""

    def __init__(self, text):
        value = json.loads(text)
        self.steps = [dict(step, left=step.get("repeat", 1)) for step in value.get("steps", [])]
        self.side = value.get("side")
        self.otherwise = value.get("otherwise")
        self.model = value.get("model", "test-model")
        self.lock = threading.Lock()

    def step_for(self, path, body):
        offered = tools_of(body)
        if self.side is not None and not offered:
            return self.side
        with self.lock:
            for step in self.steps:
                if step["left"] > 0 and matches(step.get("when", {}), path, body, offered):
                    step["left"] -= 1
                    return step
        return self.otherwise


def matches(when, path, body, offered):
    names = when.get("tool", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(name in offered for name in names):
        return False
    if when.get("no_tools") and offered:
        return False
    if not path.startswith(when.get("path", "")):
        return False
    return when.get("says", "") in json.dumps(body, ensure_ascii=False)


def tools_of(body):
    """The tools that the client offers: name -> JSON schema of the arguments."""
    tools = {}
    for tool in body.get("tools") or []:
        function = tool.get("function") or tool
        name = function.get("name") or tool.get("type")
        tools[name] = function.get("parameters") or function.get("input_schema") or {}
    return tools


def shell_call(command, offered):
    """A call of whatever shell tool the client offers, with the arguments that its schema wants."""
    for name, schema in offered.items():
        if name.lower() not in SHELL_TOOLS:
            continue
        properties = schema.get("properties", {})
        member = "cmd" if "cmd" in properties else "command"
        as_list = properties.get(member, {}).get("type") == "array"
        arguments = {member: ["bash", "-lc", command] if as_list else command}
        for required in schema.get("required", []):
            if required not in arguments and properties.get(required, {}).get("type") == "string":
                arguments[required] = "run a command"
        return {"tool": name, "arguments": arguments}
    return {"tool": "bash", "arguments": {"command": command}}


class Answer:
    """What a step says, before it has a wire format."""

    def __init__(self, step, body, model, number):
        offered = tools_of(body)
        self.text = step.get("text", "")
        self.thinking = step.get("thinking", "")
        calls = list(step.get("calls", []))
        if "shell" in step:
            calls.append(shell_call(step["shell"], offered))
        if "json" in step:
            self.answer_json(step["json"], body, calls)
        self.calls = [
            {"id": call.get("id", f"call_{number}_{i}"), "name": call["tool"], "arguments": arguments_text(call)}
            for i, call in enumerate(calls)
        ]
        self.end = step.get("end", "calls" if self.calls else "finished")
        self.usage = {"input": 1000, "cache_read": 0, "cache_write": 0, "output": 50, **(step.get("usage") or {})}
        self.tells_usage = step.get("usage", {}) is not None
        self.model = model

    def answer_json(self, value, body, calls):
        """As the client asked for it: through a tool that it forces, or as text."""
        choice = body.get("tool_choice")
        forced = choice.get("name") or choice.get("function", {}).get("name") if isinstance(choice, dict) else None
        if forced:
            calls.append({"tool": forced, "arguments": value})
        else:
            self.text = value if isinstance(value, str) else json.dumps(value)


def arguments_text(call):
    arguments = call.get("arguments", {})
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def pieces(text, count=3):
    """A text in a few pieces, so that clients must put it together."""
    size = max(1, -(-len(text) // count))
    return [text[i:i + size] for i in range(0, len(text), size)]


def event(data, name=None):
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


# --- Anthropic Messages

ANTHROPIC_ENDS = {"finished": "end_turn", "calls": "tool_use", "length": "max_tokens", "refused": "refusal",
                  "context_full": "model_context_window_exceeded", "paused": "pause_turn"}


def anthropic_usage(answer):
    usage = answer.usage
    return {"input_tokens": usage["input"], "cache_creation_input_tokens": usage["cache_write"],
            "cache_read_input_tokens": usage["cache_read"], "output_tokens": usage["output"]}


def anthropic_whole(answer):
    content = []
    if answer.thinking:
        content.append({"type": "thinking", "thinking": answer.thinking, "signature": "signed"})
    if answer.text:
        content.append({"type": "text", "text": answer.text})
    for call in answer.calls:
        content.append({"type": "tool_use", "id": call["id"], "name": call["name"],
                        "input": json.loads(call["arguments"])})
    return {"id": "msg_1", "type": "message", "role": "assistant", "model": answer.model, "content": content,
            "stop_reason": ANTHROPIC_ENDS[answer.end], "stop_sequence": None, "usage": anthropic_usage(answer)}


def anthropic_stream(answer):
    start = {"id": "msg_1", "type": "message", "role": "assistant", "model": answer.model, "content": [],
             "stop_reason": None, "stop_sequence": None, "usage": {**anthropic_usage(answer), "output_tokens": 1}}
    events = [{"type": "message_start", "message": start}, {"type": "ping"}]
    blocks = []
    if answer.thinking:
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(answer.thinking)]
        deltas.append({"type": "signature_delta", "signature": "signed"})
        blocks.append(({"type": "thinking", "thinking": "", "signature": ""}, deltas))
    if answer.text:
        deltas = [{"type": "text_delta", "text": piece} for piece in pieces(answer.text)]
        blocks.append(({"type": "text", "text": ""}, deltas))
    for call in answer.calls:
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces(call["arguments"])]
        blocks.append(({"type": "tool_use", "id": call["id"], "name": call["name"], "input": {}}, deltas))
    for index, (block, deltas) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    events.append({"type": "message_delta", "delta": {"stop_reason": ANTHROPIC_ENDS[answer.end], "stop_sequence": None},
                   "usage": {"output_tokens": answer.usage["output"]}})
    events.append({"type": "message_stop"})
    return [event(value, value["type"]) for value in events]


def anthropic_error(error):
    return {"type": "error", "error": error, "request_id": "req_1"}


# --- Chat Completions

CHAT_ENDS = {"finished": "stop", "calls": "tool_calls", "length": "length", "refused": "content_filter",
             "context_full": "length", "paused": "stop"}


def chat_usage(answer):
    usage = answer.usage
    prompt = usage["input"] + usage["cache_read"]
    return {"prompt_tokens": prompt, "completion_tokens": usage["output"], "total_tokens": prompt + usage["output"],
            "prompt_tokens_details": {"cached_tokens": usage["cache_read"]},
            "completion_tokens_details": {"reasoning_tokens": 0}}


def chat_calls(answer):
    return [{"index": i, "id": call["id"], "type": "function",
             "function": {"name": call["name"], "arguments": call["arguments"]}}
            for i, call in enumerate(answer.calls)]


def chat_whole(answer):
    message = {"role": "assistant", "content": answer.text or None}
    if answer.thinking:
        message["reasoning_content"] = answer.thinking
    if answer.calls:
        message["tool_calls"] = chat_calls(answer)
    whole = {"id": "chatcmpl_1", "object": "chat.completion", "model": answer.model,
             "choices": [{"index": 0, "message": message, "finish_reason": CHAT_ENDS[answer.end]}]}
    return {**whole, "usage": chat_usage(answer)} if answer.tells_usage else whole


def chat_stream(answer, wants_usage):
    deltas = [{"role": "assistant", "content": ""}]
    deltas += [{"reasoning_content": piece} for piece in pieces(answer.thinking)]
    deltas += [{"content": piece} for piece in pieces(answer.text)]
    for call in chat_calls(answer):
        first = {**call, "function": {"name": call["function"]["name"], "arguments": ""}}
        deltas.append({"tool_calls": [first]})
        deltas += [{"tool_calls": [{"index": call["index"], "function": {"arguments": piece}}]}
                   for piece in pieces(call["function"]["arguments"])]
    head = {"id": "chatcmpl_1", "object": "chat.completion.chunk", "model": answer.model}
    chunks = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    chunks.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": CHAT_ENDS[answer.end]}]})
    if wants_usage and answer.tells_usage:
        chunks.append({**head, "choices": [], "usage": chat_usage(answer)})
    return [event(chunk) for chunk in chunks] + [event("[DONE]")]


# --- Responses

def responses_items(answer):
    items = []
    if answer.text or answer.end == "refused":
        kind = {"type": "refusal", "refusal": answer.text} if answer.end == "refused" else \
            {"type": "output_text", "text": answer.text, "annotations": []}
        items.append({"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [kind]})
    for i, call in enumerate(answer.calls):
        items.append({"id": f"fc_{i}", "type": "function_call", "status": "completed", "call_id": call["id"],
                      "name": call["name"], "arguments": call["arguments"]})
    return items


def responses_whole(answer, status="completed", items=None):
    usage = answer.usage
    total = usage["input"] + usage["cache_read"]
    return {"id": "resp_1", "object": "response", "status": status, "model": answer.model,
            "output": responses_items(answer) if items is None else items,
            "usage": {"input_tokens": total, "input_tokens_details": {"cached_tokens": usage["cache_read"]},
                      "output_tokens": usage["output"], "output_tokens_details": {"reasoning_tokens": 0},
                      "total_tokens": total + usage["output"]}}


def responses_stream(answer):
    events = [{"type": "response.created", "response": responses_whole(answer, "in_progress", [])}]
    for index, item in enumerate(responses_items(answer)):
        events.append({"type": "response.output_item.added", "output_index": index, "item": {**item, "status": "in_progress"}})
        place = {"item_id": item["id"], "output_index": index}
        if item["type"] == "function_call":
            events += [{"type": "response.function_call_arguments.delta", **place, "delta": piece}
                       for piece in pieces(item["arguments"])]
            events.append({"type": "response.function_call_arguments.done", **place, "arguments": item["arguments"]})
        elif answer.end != "refused":
            events += [{"type": "response.output_text.delta", **place, "content_index": 0, "delta": piece}
                       for piece in pieces(answer.text)]
            events.append({"type": "response.output_text.done", **place, "content_index": 0, "text": answer.text})
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    if answer.end == "length":
        last = {**responses_whole(answer, "incomplete"), "incomplete_details": {"reason": "max_output_tokens"}}
        events.append({"type": "response.incomplete", "response": last})
    else:
        events.append({"type": "response.completed", "response": responses_whole(answer)})
    return [event({**value, "sequence_number": i}, value["type"]) for i, value in enumerate(events)]


# --- The server

class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, arguments):
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = arguments.key
        self.record_file = arguments.record
        self.lock = threading.Lock()
        self.asked = 0
        with open(arguments.scenario, encoding="utf-8") as file:
            self.scenario = Scenario(file.read())

    def record(self, entry):
        """One line for each request, written before it is answered."""
        with self.lock, open(self.record_file, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self.asked += 1
            return self.asked

    def handle_error(self, request, client_address):
        pass  # a client that has gone is what tests of a stop want


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.record({})
        self.send_whole(200, None)

    def do_GET(self):
        self.record({})
        model = {"id": self.server.scenario.model, "object": "model", "type": "model", "created": 0,
                 "owned_by": "tests", "display_name": "Test"}
        if self.path.split("?")[0].endswith("/models"):
            self.send_whole(200, {"object": "list", "data": [model], "models": [], "has_more": False})
        else:
            self.send_whole(404, {"error": {"type": "not_found_error", "message": "no such page"}})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        path = self.path.split("?")[0]
        if path == "/scenario":  # of the test, not of a client: another scenario from now on
            self.server.scenario = Scenario(raw)
            self.send_whole(200, {})
            return
        body = json.loads(raw or b"{}")
        number = self.record(body)
        step = self.server.scenario.step_for(path, body)
        if step is None:
            self.send_whole(500, self.error_body(path, {"type": "api_error", "message": "the scenario has no step left"}))
        else:
            self.play(step, path, body, number)

    def record(self, body):
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() not in KEY_HEADERS}
        return self.server.record({"method": self.command, "path": self.path, "headers": headers,
                                   "key": self.key_sent(), "body": body})

    def key_sent(self):
        sent = [self.headers[name].removeprefix("Bearer ") for name in KEY_HEADERS if self.headers[name]]
        return "none" if not sent else "right" if sent == [self.server.key] else "wrong"

    @staticmethod
    def error_body(path, error):
        return anthropic_error(error) if path == "/v1/messages" else {"error": error}

    def play(self, step, path, body, number):
        time.sleep(step.get("delay", 0))
        if step.get("cut") == "before":
            self.close_connection = True
        elif "status" in step:
            error = {"type": "error", "message": "trouble", **step.get("error", {})}
            self.send_whole(step["status"], step.get("raw", self.error_body(path, error)), step.get("headers", {}))
        else:
            self.answer(step, path, body, number)

    def answer(self, step, path, body, number):
        answer = Answer(step, body, self.server.scenario.model, number)
        whole, stream = {
            "/v1/messages": (anthropic_whole, anthropic_stream),
            "/v1/chat/completions": (chat_whole, lambda a: chat_stream(a, (body.get("stream_options") or {}).get("include_usage"))),
            "/v1/responses": (responses_whole, responses_stream),
        }.get(path, (None, None))
        if whole is None:
            self.send_whole(404, {"error": {"type": "not_found_error", "message": "no such page"}})
        elif step.get("plain") or not body.get("stream"):
            self.send_whole(200, whole(answer))
        else:
            self.send_stream(step, path, stream(answer))

    def send_whole(self, status, value, headers=None):
        text = value if isinstance(value, str) else json.dumps(value)
        data = b"" if value is None else text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        for name, header in (headers or {}).items():
            self.send_header(name, header)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_stream(self, step, path, events):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        cut = step.get("cut")
        count = cut if isinstance(cut, int) and not isinstance(cut, bool) else len(events) // 2
        if cut or "stream_error" in step:
            events = events[:count]
        if "stream_error" in step:
            error = {"type": "error", "message": "trouble", **step["stream_error"]}
            events.append(event(self.error_body(path, error), "error" if path == "/v1/messages" else None))
        for text in events:
            self.send_chunk(text.encode())
            time.sleep(step.get("between", 0))
        time.sleep(step.get("hang", 0))
        if cut == "clean":  # the stream ends as if it were whole
            self.wfile.write(b"0\r\n\r\n")
        elif cut:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def send_chunk(self, data):
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("scenario", "record", "port-file"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--key", default="test-key")
    arguments = parser.parse_args()
    server = Server(arguments)
    partial = arguments.port_file + ".new"
    with open(partial, "w", encoding="utf-8") as file:
        file.write(f"{server.server_address[1]}\n")
    os.rename(partial, arguments.port_file)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
