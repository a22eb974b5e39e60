"""Calls every operation of STS that botocore has: a success, a modeled error, a bad signature and an
expired token; signed requests and presigned URLs; and the AWS command line interface.

usage: check.py ENDPOINT AWS PROGRAM
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, AWS, PROGRAM = sys.argv[1:]
ALICE = ("AKIAFAKEALICEFAKE234", "fake-secret-access-key-of-alice-12345678")
DEVICE = "arn:aws:iam::111122223333:mfa/alice"
SEED = b"fake-seed-of-alice"
ROLE = "arn:aws:iam::111122223333:role/"
DIRECTORY = "arn:aws:iam::111122223333:saml-provider/directory"

checks = 0


def client(key, secret, token=None):
    session = botocore.session.Session()
    return session.create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url=ENDPOINT,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}),
    )


def of(credentials):
    return client(
        credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
    )


def check(what, found, expected):
    global checks
    checks += 1
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def refused(what, code, call):
    try:
        call()
    except ClientError as error:
        check(what, error.response["Error"]["Code"], code)
    else:
        sys.exit(f"{what}: the call succeeds, expected {code}")


def mfa_code():
    """The code by an implementation of its own."""
    digest = hmac.new(SEED, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06}"


def printed(*arguments):
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, check=True
    ).stdout.strip()


def assertion(valid_for):
    def at(seconds):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (now + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    end = at(valid_for)
    attributes = "https://aws.amazon.com/SAML/Attributes/"
    return base64.b64encode(
        f"""<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:oasis:names:tc:SAML:2.0:assertion">
<Assertion><Issuer>https://idp.local-sts.test</Issuer>
<Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">ann</NameID>
<SubjectConfirmation><SubjectConfirmationData Recipient="https://signin.aws.amazon.com/saml" NotOnOrAfter="{end}"/></SubjectConfirmation></Subject>
<Conditions NotBefore="{at(-5)}" NotOnOrAfter="{end}">
<AudienceRestriction><Audience>https://signin.aws.amazon.com/saml</Audience></AudienceRestriction></Conditions>
<AttributeStatement>
<Attribute Name="{attributes}Role"><AttributeValue>{ROLE}directory,{DIRECTORY}</AttributeValue></Attribute>
<Attribute Name="{attributes}RoleSessionName"><AttributeValue>ann</AttributeValue></Attribute>
</AttributeStatement></Assertion></p:Response>""".encode()
    ).decode()


alice = client(*ALICE)

# Each operation: a call that succeeds, and one that fails with an error of its own.
role = alice.assume_role(
    RoleArn=ROLE + "deploy",
    RoleSessionName="build-42",
    Tags=[{"Key": "team", "Value": "a b/é"}],
    TransitiveTagKeys=["team"],
    SourceIdentity="alice",
    Policy=json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
)
check("AssumeRole", role["AssumedRoleUser"]["Arn"].split(":", 5)[5], "assumed-role/deploy/build-42")
check("AssumeRole, source identity", role["SourceIdentity"], "alice")
check("AssumeRole, expiration", type(role["Credentials"]["Expiration"]), datetime.datetime)
refused(
    "AssumeRole, malformed policy",
    "MalformedPolicyDocument",
    lambda: alice.assume_role(RoleArn=ROLE + "deploy", RoleSessionName="build-42", Policy="{"),
)
refused(
    "AssumeRole, not trusted",
    "AccessDenied",
    lambda: alice.assume_role(RoleArn=ROLE + "ci", RoleSessionName="build-42"),
)
audit = alice.assume_role(
    RoleArn=ROLE + "audit", RoleSessionName="build-42", SerialNumber=DEVICE, TokenCode=mfa_code()
)
check("--mfa-code", printed("--mfa-code", "alice").split(" ")[0], DEVICE)
check("AssumeRole with MFA", audit["AssumedRoleUser"]["Arn"].split("/")[1], "audit")
hall = of(role["Credentials"]).assume_role(
    RoleArn="arn:aws:iam::444455556666:role/hall", RoleSessionName="build-42"
)
check("role chaining, source identity", hall["SourceIdentity"], "alice")

saml = alice.assume_role_with_saml(
    RoleArn=ROLE + "directory", PrincipalArn=DIRECTORY, SAMLAssertion=assertion(300)
)
check("AssumeRoleWithSAML", (saml["Subject"], saml["SubjectType"]), ("ann", "transient"))
refused(
    "AssumeRoleWithSAML, expired",
    "ExpiredTokenException",
    lambda: alice.assume_role_with_saml(
        RoleArn=ROLE + "directory", PrincipalArn=DIRECTORY, SAMLAssertion=assertion(-1)
    ),
)
web = alice.assume_role_with_web_identity(
    RoleArn=ROLE + "ci",
    RoleSessionName="build-42",
    WebIdentityToken=printed("--web-identity-token", "repo:example/app:main"),
)
check("AssumeRoleWithWebIdentity", web["SubjectFromWebIdentityToken"], "repo:example/app:main")
refused(
    "AssumeRoleWithWebIdentity, not a token",
    "InvalidIdentityToken",
    lambda: alice.assume_role_with_web_identity(
        RoleArn=ROLE + "ci", RoleSessionName="build-42", WebIdentityToken="access-token"
    ),
)
if hasattr(alice, "assume_root"):
    task = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}
    root = alice.assume_root(TargetPrincipal="444455556666", TaskPolicyArn=task)
    arn = of(root["Credentials"]).get_caller_identity()["Arn"]
    check("AssumeRoot", arn, "arn:aws:iam::444455556666:root")
    refused(
        "AssumeRoot, another task",
        "AccessDenied",
        lambda: alice.assume_root(
            TargetPrincipal="444455556666", TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/Other"}
        ),
    )
refused(
    "DecodeAuthorizationMessage",
    "InvalidAuthorizationMessageException",
    lambda: alice.decode_authorization_message(EncodedMessage="x"),
)
check("GetAccessKeyInfo", alice.get_access_key_info(AccessKeyId=ALICE[0])["Account"], "111122223333")
identity = alice.get_caller_identity()
check("GetCallerIdentity", identity["Arn"], "arn:aws:iam::111122223333:user/alice")
check("GetCallerIdentity, status", identity["ResponseMetadata"]["HTTPStatusCode"], 200)
federated = alice.get_federation_token(Name="ann", DurationSeconds=900)
check("GetFederationToken", federated["FederatedUser"]["FederatedUserId"], "111122223333:ann")
session = alice.get_session_token(SerialNumber=DEVICE, TokenCode=mfa_code())
arn = of(session["Credentials"]).get_caller_identity()["Arn"]
check("GetSessionToken", arn, "arn:aws:iam::111122223333:user/alice")
refused(
    "GetSessionToken with a session",
    "AccessDenied",
    lambda: of(session["Credentials"]).get_session_token(),
)
if hasattr(alice, "get_web_identity_token"):
    token = alice.get_web_identity_token(Audience=["a", "b"], SigningAlgorithm="ES384")
    check("GetWebIdentityToken", token["WebIdentityToken"].count("."), 2)
if hasattr(alice, "get_delegated_access_token"):
    refused(
        "GetDelegatedAccessToken",
        "AccessDenied",
        lambda: alice.get_delegated_access_token(TradeInToken="forged"),
    )

# Every operation that is signed, with a bad signature and with an expired token.
CALLS = {
    "assume_role": {"RoleArn": ROLE + "deploy", "RoleSessionName": "build-42"},
    "assume_root": {"TargetPrincipal": "444455556666", "TaskPolicyArn": {"arn": ROLE + "deploy"}},
    "decode_authorization_message": {"EncodedMessage": "x"},
    "get_access_key_info": {"AccessKeyId": ALICE[0]},
    "get_caller_identity": {},
    "get_delegated_access_token": {"TradeInToken": "x"},
    "get_federation_token": {"Name": "ann"},
    "get_session_token": {},
    "get_web_identity_token": {"Audience": ["a"], "SigningAlgorithm": "ES384"},
}
expiring = alice.assume_root(
    TargetPrincipal="444455556666", TaskPolicyArn=task, DurationSeconds=1
)["Credentials"]
forged = client(ALICE[0], "wrong")
unknown = client("AKIAFAKEUNKNOWN12345", "wrong")
# Lets the shortest session that there is expire.
time.sleep(2)
for name, arguments in CALLS.items():
    if hasattr(alice, name):
        for code, caller in [
            ("SignatureDoesNotMatch", forged),
            ("InvalidClientTokenId", unknown),
            ("ExpiredToken", of(expiring)),
        ]:
            refused(f"{name}, {code}", code, lambda: getattr(caller, name)(**arguments))


def get(url):
    try:
        with urllib.request.urlopen(url) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


for caller in [alice, of(role["Credentials"])]:
    url = caller.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    status, body = get(url)
    check("presigned URL", (status, "<Arn>arn:aws:" in body), (200, True))
    status, body = get(url.replace("2011-06-15", "2011-06-15&X=1"))
    check("changed URL", (status, "SignatureDoesNotMatch" in body), (403, True))


def aws(*arguments, **variables):
    environment = {
        "AWS_ENDPOINT_URL_STS": ENDPOINT,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": ALICE[0],
        "AWS_SECRET_ACCESS_KEY": ALICE[1],
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        **variables,
    }
    command = [AWS, "sts", *arguments, "--output", "json"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    return run.returncode, run.stdout + run.stderr


status, output = aws("get-caller-identity")
check("aws sts get-caller-identity", (status, "user/alice" in output), (0, True))
status, output = aws(
    "assume-role", "--role-arn", ROLE + "deploy", "--role-session-name", "cli",
    "--tags", "Key=team,Value=search",
)
check("aws sts assume-role", (status, '"Arn": ' in output and "/deploy/cli" in output), (0, True))
status, output = aws("get-caller-identity", AWS_SECRET_ACCESS_KEY="wrong")
check("aws, bad signature", (status != 0, "(SignatureDoesNotMatch)" in output), (True, True))
status, output = aws(
    "get-caller-identity",
    AWS_ACCESS_KEY_ID=expiring["AccessKeyId"],
    AWS_SECRET_ACCESS_KEY=expiring["SecretAccessKey"],
    AWS_SESSION_TOKEN=expiring["SessionToken"],
)
check("aws, expired token", (status != 0, "(ExpiredToken)" in output), (True, True))

print(f"{checks} checks passed, {sum(hasattr(alice, name) for name in CALLS) + 2} operations")
