"""Sends the same requests to the local stand-in for STS and to moto, an independent implementation of
STS, and compares their responses: the HTTP status, the elements with their namespaces and nesting, and
the error code. Values are not compared, because ids, secrets and times differ.

Where moto differs from STS, the request states why, and the check fails as soon as the responses are
the same.

usage: check.py LOCAL_STS PROGRAM MOTO STRICT_MOTO
"""

import datetime
import subprocess
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree
from base64 import b64encode
from collections import Counter
from urllib.parse import urlencode

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

LOCAL, PROGRAM, MOTO, STRICT = sys.argv[1:]
VERSION = "2011-06-15"
ALICE = Credentials("AKIAFAKEALICEFAKE234", "fake-secret-access-key-of-alice-12345678")
UNKNOWN = Credentials("AKIAFAKEUNKNOWN12345", "unknown")
ROLE = "arn:aws:iam::111122223333:role/"
DEPLOY = {"RoleArn": ROLE + "deploy", "RoleSessionName": "build-42"}
PROVIDER = "arn:aws:iam::111122223333:saml-provider/directory"
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'

# Elements that STS returns and moto never does: it lacks those that were added to the model in 2026, and
# it does not read web identity tokens.
NOT_IN_MOTO = {
    "SessionTokenUtilization",
    "SessionTokenSize",
    "AssumeRoleWithWebIdentityResult/Audience",
    "AssumeRoleWithWebIdentityResult/Provider",
    "AssumeRoleWithWebIdentityResult/SubjectFromWebIdentityToken",
}
# What moto returns always, and STS only if the request has a policy or tags.
ALWAYS_IN_MOTO = "PackedPolicySize"
NO_AUTH = "moto does not authenticate callers unless it is strict"
NO_CONSTRAINTS = "moto checks few constraints of the model"
NO_ERROR = "moto fails with an HTML page instead of an error of the protocol"
NO_TRUST = "moto has no trust policies, and roles need not exist"
NO_TOKENS = "moto does not verify tokens"
NO_URLS = "moto takes a request without a header Authorization for one of S3"
ERRORS = "moto's errors of authentication have an element Errors, and no namespace and request id"


def assertion(valid_for=300, session_name="ann", extra=""):
    def at(seconds):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (now + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    end = at(valid_for)
    name = "https://aws.amazon.com/SAML/Attributes/"
    return b64encode(
        f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
<saml:Assertion><saml:Issuer>https://idp.local-sts.test</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ann</saml:NameID>
<saml:SubjectConfirmation><saml:SubjectConfirmationData Recipient="https://signin.aws.amazon.com/saml" NotOnOrAfter="{end}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{at(-5)}" NotOnOrAfter="{end}">
<saml:AudienceRestriction><saml:Audience>https://signin.aws.amazon.com/saml</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AttributeStatement>
<saml:Attribute Name="{name}Role"><saml:AttributeValue>{ROLE}directory,{PROVIDER}</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="{name}RoleSessionName"><saml:AttributeValue>{session_name}</saml:AttributeValue></saml:Attribute>{extra}
</saml:AttributeStatement></saml:Assertion></samlp:Response>""".encode()
    ).decode()


def web_identity_token():
    command = [PROGRAM, "--web-identity-token", "repo:example/app:main"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def send(endpoint, parameters, credentials, presign=False):
    """Returns the status and the body of the response."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode(parameters)
    if presign:
        request = AWSRequest("GET", f"{endpoint}/?{form}")
        SigV4QueryAuth(credentials, "sts", "us-east-1", expires=60).add_auth(request)
    else:
        request = AWSRequest("POST", endpoint + "/", headers, form)
        if credentials:
            SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
    request = request.prepare()
    body = request.body.encode() if isinstance(request.body, str) else request.body
    request = urllib.request.Request(
        request.url, body or None, dict(request.headers), method=request.method
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def structure(status, body):
    """The status, the error code, the namespaces, and how often each path of elements occurs."""
    try:
        root = xml.etree.ElementTree.fromstring(body)
    except xml.etree.ElementTree.ParseError:
        return status, None, set(), Counter()
    namespaces, paths = set(), Counter()

    def visit(element, path):
        namespace, _, name = element.tag.rpartition("}")
        namespaces.add(namespace[1:])
        paths[path + name] += 1
        for child in element:
            visit(child, path + name + "/")

    visit(root, "")
    return status, root.findtext(".//{*}Error/{*}Code"), namespaces, paths


def is_not_in_moto(path):
    return any(path.endswith("/" + name) for name in NOT_IN_MOTO)


def session(endpoint, credentials=ALICE):
    """The credentials of a session of the role `deploy`."""
    _, body = send(endpoint, {"Action": "AssumeRole", "Version": VERSION, **DEPLOY}, credentials)
    root = xml.etree.ElementTree.fromstring(body)
    names = ["AccessKeyId", "SecretAccessKey", "SessionToken"]
    return Credentials(*(root.findtext(f".//{{*}}{name}") for name in names))


def strict_user():
    """The access key of a user of the strict moto, which has to be created in its first calls."""
    for action in ["CreateUser", "CreateAccessKey"]:
        form = {"Action": action, "Version": "2010-05-08", "UserName": "alice"}
        request = AWSRequest("POST", STRICT + "/", {}, urlencode(form))
        SigV4Auth(ALICE, "iam", "us-east-1").add_auth(request)
        request = urllib.request.Request(
            STRICT + "/", request.prepare().body.encode(), dict(request.headers)
        )
        with urllib.request.urlopen(request) as response:
            root = xml.etree.ElementTree.fromstring(response.read())
    return Credentials(root.findtext(".//{*}AccessKeyId"), root.findtext(".//{*}SecretAccessKey"))


def forged(credentials):
    return Credentials(credentials.access_key, "wrong", credentials.token)


STRICT_USER = strict_user()
SESSIONS = {LOCAL: session(LOCAL), MOTO: session(MOTO)}


def caller(name, endpoint):
    user = STRICT_USER if endpoint == STRICT else ALICE
    return {
        "user": user,
        "session": SESSIONS.get(endpoint),
        "unknown": UNKNOWN,
        "forged": forged(user),
        "anonymous": None,
    }[name]


TOKEN = web_identity_token()
CI = {"RoleArn": ROLE + "ci", "RoleSessionName": "build-42", "WebIdentityToken": TOKEN}
DIRECTORY = {"RoleArn": ROLE + "directory", "PrincipalArn": PROVIDER}
TAGS = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "a b/é", "Tags.member.2.Key": "cost", "Tags.member.2.Value": ""}
ARNS = {"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
LONG = "x" * 65

# The action, its parameters, the caller; and if moto differs, the error code of STS, and why.
REQUESTS = [
    ("AssumeRole", DEPLOY, "user", None),
    ("AssumeRole", DEPLOY, "session", None),
    ("AssumeRole", {**DEPLOY, "DurationSeconds": 900}, "user", None),
    ("AssumeRole", {**DEPLOY, "Policy": POLICY}, "user", None),
    ("AssumeRole", {**DEPLOY, **ARNS}, "user", None),
    ("AssumeRole", {**DEPLOY, **TAGS}, "user", None),
    ("AssumeRole", {**DEPLOY, **TAGS, "TransitiveTagKeys.member.1": "team"}, "user", None),
    ("AssumeRole", {**DEPLOY, "ExternalId": "a+b/c:d"}, "user", None),
    ("AssumeRole", {**DEPLOY, "SourceIdentity": "alice"}, "user", (None, "moto does not return the source identity")),
    ("AssumeRole", {**DEPLOY, "RoleSessionName": LONG}, "user", None),
    ("AssumeRole", {**DEPLOY, "RoleSessionName": "a b"}, "user", ("ValidationError", NO_CONSTRAINTS)),
    ("AssumeRole", {**DEPLOY, "DurationSeconds": 1}, "user", ("ValidationError", NO_CONSTRAINTS)),
    ("AssumeRole", {**DEPLOY, "DurationSeconds": "x"}, "user", ("MalformedInput", NO_ERROR)),
    ("AssumeRole", {**DEPLOY, "Policy": "{"}, "user", ("MalformedPolicyDocument", NO_CONSTRAINTS)),
    ("AssumeRole", {"RoleSessionName": "build-42"}, "user", ("ValidationError", NO_ERROR)),
    ("AssumeRole", {**DEPLOY, "RoleArn": ROLE + "unknown"}, "user", ("AccessDenied", NO_TRUST)),
    ("AssumeRole", DEPLOY, "anonymous", ("MissingAuthenticationToken", NO_AUTH)),
    ("AssumeRoleWithSAML", {**DIRECTORY, "SAMLAssertion": assertion()}, "anonymous", None),
    ("AssumeRoleWithSAML", {**DIRECTORY, "SAMLAssertion": assertion(), "DurationSeconds": 900}, "anonymous", None),
    ("AssumeRoleWithSAML", {**DIRECTORY, "SAMLAssertion": assertion(-1)}, "anonymous", ("ExpiredTokenException", NO_TOKENS)),
    ("AssumeRoleWithSAML", {**DIRECTORY, "SAMLAssertion": "eHg+"}, "anonymous", ("InvalidIdentityToken", NO_ERROR)),
    ("AssumeRoleWithWebIdentity", CI, "anonymous", None),
    ("AssumeRoleWithWebIdentity", {**CI, "DurationSeconds": 900, "Policy": POLICY}, "anonymous", None),
    ("AssumeRoleWithWebIdentity", {**CI, **ARNS}, "anonymous", None),
    ("AssumeRoleWithWebIdentity", {**CI, "WebIdentityToken": "access-token"}, "anonymous", ("InvalidIdentityToken", NO_TOKENS)),
    ("GetAccessKeyInfo", {"AccessKeyId": ALICE.access_key}, "user", None),
    ("GetAccessKeyInfo", {"AccessKeyId": ALICE.access_key}, "session", None),
    ("GetAccessKeyInfo", {"AccessKeyId": "x"}, "user", ("ValidationError", NO_CONSTRAINTS)),
    ("GetCallerIdentity", {}, "user", None),
    ("GetCallerIdentity", {}, "session", None),
    ("GetCallerIdentity", {}, "presigned user", (None, NO_URLS)),
    ("GetCallerIdentity", {}, "presigned session", (None, NO_URLS)),
    ("GetCallerIdentity", {}, "strict user", None),
    ("GetCallerIdentity", {}, "strict forged", ("SignatureDoesNotMatch", ERRORS)),
    ("GetCallerIdentity", {}, "strict unknown", ("InvalidClientTokenId", ERRORS)),
    ("AssumeRole", DEPLOY, "strict forged", ("SignatureDoesNotMatch", ERRORS)),
    ("AssumeRole", DEPLOY, "strict unknown", ("InvalidClientTokenId", ERRORS)),
    ("GetFederationToken", {"Name": "ann"}, "user", None),
    ("GetFederationToken", {"Name": "ann", "DurationSeconds": 900, "Policy": POLICY}, "user", None),
    ("GetFederationToken", {"Name": "ann", **ARNS, **TAGS}, "user", None),
    ("GetFederationToken", {"Name": "ann", "Policy": POLICY.ljust(2049)}, "user", None),
    ("GetFederationToken", {}, "user", ("ValidationError", NO_CONSTRAINTS)),
    ("GetFederationToken", {"Name": "ann"}, "strict forged", ("SignatureDoesNotMatch", ERRORS)),
    ("GetSessionToken", {}, "user", None),
    ("GetSessionToken", {"DurationSeconds": 900}, "user", None),
    ("GetSessionToken", {}, "session", ("AccessDenied", NO_AUTH)),
    ("GetSessionToken", {}, "strict unknown", ("InvalidClientTokenId", ERRORS)),
    ("Unknown", {}, "user", ("InvalidAction", NO_ERROR)),
    ("GetCallerIdentity", {"Version": "2010-05-08"}, "user", ("InvalidAction", "moto ignores the version")),
]


def compare(action, parameters, who, difference):
    """What is wrong, if anything."""
    parameters = {"Action": action, "Version": VERSION, **parameters}
    moto = STRICT if "strict" in who else MOTO
    name, presign = who.split()[-1], "presigned" in who
    local, peer = (
        structure(*send(endpoint, parameters, caller(name, endpoint), presign))
        for endpoint in (LOCAL, moto)
    )
    if found := [path for path in peer[3] if is_not_in_moto(path)]:
        return f"moto returns {found}"
    paths = Counter({path: n for path, n in local[3].items() if not is_not_in_moto(path)})
    has_policy = any(name.startswith(("Policy", "Tags")) for name in parameters)
    if not has_policy and action != "GetFederationToken":
        for path in [path for path in peer[3] if path.endswith("/" + ALWAYS_IN_MOTO)]:
            if path in paths:
                return f"local STS returns {path} without a policy or tags"
            del peer[3][path]
    is_same = (*local[:3], paths) == peer
    if difference:
        code, reason = difference
        if local[1] != code:
            return f"local STS: {local[1]}, expected {code}"
        if is_same:
            return f"moto has the same response now; it had another one because {reason}"
        return None
    if is_same:
        return None
    return (
        f"local STS: {local[:3]}, only here: {sorted(paths - peer[3])}\n"
        f"  moto:      {peer[:3]}, only here: {sorted(peer[3] - paths)}"
    )


failed = 0
for request in REQUESTS:
    problem = compare(*request)
    if problem:
        failed += 1
        print(f"{request[0]} by {request[2]} {request[1]}:\n  {problem}", file=sys.stderr)
if failed:
    sys.exit(f"{failed} of {len(REQUESTS)} responses are unexpected")
same = sum(difference is None for *_, difference in REQUESTS)
print(f"{same} of {len(REQUESTS)} responses have the same structure; for the others, the check states why")
