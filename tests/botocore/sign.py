"""Signs requests with botocore and writes them to a JSON file for `tests/botocore/main.rs`.

Nothing is sent. usage: sign.py FILE
"""

import base64
import datetime
import json
import sys

import botocore.auth
import botocore.config
import botocore.session

TIME = datetime.datetime(2026, 5, 4, 3, 2, 1)
EXPIRES = 60
ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SESSION_TOKENS = [None, "FwoGZXIvYXdzE+/=//not-a-real-token?&;%41~"]

SETTINGS = [
    {"region": "us-east-1"},
    {"region": "eu-west-1"},
    {"region": "cn-north-1"},
    {"region": "us-gov-west-1"},
    {"region": "aws-global"},
    {"region": "us-east-1", "global_endpoint": True},
    {"region": "us-west-2", "global_endpoint": True},
    {"region": "us-west-2", "fips": True},
    {"region": "eu-central-1", "dual_stack": True},
    {"region": "us-east-2", "fips": True, "dual_stack": True},
]

TEXTS = [
    "plain",
    " two  words ",
    "a+b+",
    "100% %20 %2B %",
    "/a//b/../c/./",
    "line\nline\r\n\ttab\x0b\x7f",
    "\"quoted\" 'single' `tick` \\",
    "!#$&'()*,:;=?@[]^{|}<>-._~",
    "na\u00efve e\u0301 \u03a9 \u6f22\u5b57 \u0627\u0644 \u00a0\u2028",
    "\U0001f980 \U0001f469\u200d\U0001f680 \U0001f1ea\U0001f1fa",
    "",
]


def members(shape, text):
    """Returns a value of a shape with every member set, in the model's order."""
    kind = shape.type_name
    if kind == "structure":
        return {name: members(member, text) for name, member in shape.members.items()}
    if kind == "list":
        return [members(shape.member, text), members(shape.member, text + "2")]
    if kind == "string":
        return text
    if kind == "integer":
        return 900
    raise ValueError(f"{shape}: no value for {kind}")


def inputs(operation):
    """Yields an input without members, one with empty lists, and one per text with all members."""
    shape = operation.input_shape
    yield {}
    lists = {name: [] for name, member in shape.members.items() if member.type_name == "list"}
    if lists:
        yield lists
    if shape.members:
        for text in TEXTS:
            yield members(shape, text)


def make_client(settings, token):
    session = botocore.session.Session()
    legacy = settings.get("global_endpoint", False)
    session.set_config_variable("sts_regional_endpoints", "legacy" if legacy else "regional")
    config = botocore.config.Config(
        # Inputs that the service would reject are signed too.
        parameter_validation=False,
        use_fips_endpoint=settings.get("fips", False),
        use_dualstack_endpoint=settings.get("dual_stack", False),
    )
    return session.create_client(
        "sts",
        region_name=settings["region"],
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        aws_session_token=token,
        config=config,
    )


class Captured(Exception):
    """Ends a call instead of sending its request."""


def text(value):
    return value.decode("ascii") if isinstance(value, bytes) else value


def signed_request(client, method, params):
    requests = []

    def capture(request, **_):
        requests.append(request)
        raise Captured

    client.meta.events.register_first("before-send.sts", capture, "capture")
    try:
        getattr(client, method)(**params)
    except Captured:
        pass
    finally:
        client.meta.events.unregister("before-send.sts", capture, "capture")
    (request,) = requests
    return {
        "method": request.method,
        "url": request.url,
        "headers": {name.lower(): text(value) for name, value in request.headers.items()},
        "body": text(request.body),
    }


def presigned_url(client, method, params):
    return client.generate_presigned_url(
        method, Params=params, ExpiresIn=EXPIRES, HttpMethod="GET"
    )


def eks_token(client, cluster):
    """Returns a URL with the cluster in a signed header, encoded as EKS clients do."""

    def add_cluster_header(request, **_):
        request.headers["x-k8s-aws-id"] = cluster

    event = "before-sign.sts.GetCallerIdentity"
    client.meta.events.register(event, add_cluster_header, "cluster")
    try:
        url = presigned_url(client, "get_caller_identity", {})
    finally:
        client.meta.events.unregister(event, add_cluster_header, "cluster")
    encoded = base64.urlsafe_b64encode(url.encode("ascii")).decode("ascii").rstrip("=")
    return {"cluster": cluster, "token": f"k8s-aws-v1.{encoded}"}


def main(path):
    botocore.auth.get_current_datetime = lambda *_, **__: TIME
    groups = []
    for settings in SETTINGS:
        for token in SESSION_TOKENS:
            client = make_client(settings, token)
            model = client.meta.service_model
            cases = []
            for method, name in sorted(client.meta.method_to_api_mapping.items()):
                for params in inputs(model.operation_model(name)):
                    cases.append(
                        {
                            "operation": name,
                            "input": params,
                            "request": signed_request(client, method, params),
                            "presigned": presigned_url(client, method, params),
                        }
                    )
            groups.append(
                {
                    "settings": settings,
                    "session_token": token,
                    "cases": cases,
                    "eks_tokens": [eks_token(client, name) for name in ["production", "a b/c+d"]],
                }
            )
    document = {
        "botocore": botocore.__version__,
        "access_key_id": ACCESS_KEY_ID,
        "secret_access_key": SECRET_ACCESS_KEY,
        "time": TIME.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "expires": EXPIRES,
        "groups": groups,
    }
    with open(path, "w", encoding="ascii") as file:
        json.dump(document, file)


if __name__ == "__main__":
    main(sys.argv[1])
