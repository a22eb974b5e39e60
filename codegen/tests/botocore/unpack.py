"""Unpacks the models of services that speak query or ec2 from a wheel of botocore.

usage: unpack.py WHEEL DIRECTORY

Writes DIRECTORY/<service>/<API version>/<file>.json. Larger files are compressed in the wheel.
"""

import gzip
import json
import pathlib
import sys
import zipfile

PREFIX = "botocore/data/"


def read(wheel, name):
    data = wheel.read(name)
    return gzip.decompress(data) if name.endswith(".gz") else data


def speaks_query(model):
    metadata = json.loads(model)["metadata"]
    protocols = [metadata["protocol"], *metadata.get("protocols", [])]
    return "query" in protocols or "ec2" in protocols


def main(path, directory):
    wheel = zipfile.ZipFile(path)
    files = {}
    for name in wheel.namelist():
        parts = name.removeprefix(PREFIX).removesuffix(".gz").split("/")
        if name.startswith(PREFIX) and len(parts) == 3 and parts[2].endswith(".json"):
            files.setdefault(f"{parts[0]}/{parts[1]}", {})[parts[2]] = name
    for folder, names in files.items():
        if "service-2.json" not in names:
            continue
        if not speaks_query(read(wheel, names["service-2.json"])):
            continue
        out = pathlib.Path(directory, folder)
        out.mkdir(parents=True, exist_ok=True)
        for file, name in names.items():
            (out / file).write_bytes(read(wheel, name))


main(*sys.argv[1:])
