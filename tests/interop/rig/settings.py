"""The configuration of a test daemon, written as TOML."""

import json


def value(item):
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, dict):
        return "{ " + ", ".join(f"{key} = {value(part)}" for key, part in item.items()) + " }"
    if isinstance(item, (list, tuple)):
        return "[" + ", ".join(value(part) for part in item) + "]"
    if isinstance(item, (int, float)):
        return repr(item)
    return json.dumps(str(item), ensure_ascii=False)


def text(settings):
    """One table a section; lists of tables become arrays of tables. Keys without a section come first."""
    out = [f"{key} = {value(item)}" for key, item in settings.items() if not isinstance(item, (dict, list))]
    for key, item in settings.items():
        if isinstance(item, dict):
            out += ["", f"[{key}]"] + [f"{name} = {value(part)}" for name, part in item.items()]
        elif isinstance(item, list):
            for table in item:
                out += ["", f"[[{key}]]"] + [f"{name} = {value(part)}" for name, part in table.items()]
    return "\n".join(out) + "\n"


EVERYTHING = ["watch", "write", "break", "takeover", "power", "log", "log-input", "forward", "configure",
              "administer"]
EVERYDAY = ["watch", "write", "break", "takeover", "log"]


def device_port(number, path, **more):
    line = {"device": str(path), "baud": 115200, "format": "8N1", "flow": "none", **more.pop("line", {})}
    return {"number": number, "name": f"db{number}", "line": line, **more}


def user(name, key=None, password=None, groups=("ops",)):
    entry = {"name": name, "groups": list(groups)}
    if key:
        entry["keys"] = [key]
    if password:
        entry["password"] = password
    return entry


def rule(who, may=tuple(EVERYDAY), ports=("1-48",)):
    return {"who": [who], "from": ["0.0.0.0/0", "::/0"], "ports": list(ports), "may": list(may)}
