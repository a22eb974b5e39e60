"""A stub of STS on loopback for the scripts of this directory: enough of it to show what programs print.

It accepts every request that is signed with its access key, and checks nothing else.
"""

import contextlib
import http.server
import threading
import urllib.parse

ACCESS_KEY_ID = "AKIAFAKEALICE0000000"
SECRET_ACCESS_KEY = "fake/secret"
REGION = "eu-west-1"

METADATA = "<ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata>"

IDENTITY = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:iam::111122223333:user/alice</Arn><UserId>AIDAFAKEALICE0000000</UserId>"
    f"<Account>111122223333</Account></GetCallerIdentityResult>{METADATA}</GetCallerIdentityResponse>"
)

SESSION = (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>'
    "<AssumedRoleUser><AssumedRoleId>AROAFAKEDEPLOY000000:build-42</AssumedRoleId>"
    "<Arn>arn:aws:sts::111122223333:assumed-role/deploy/build-42</Arn></AssumedRoleUser>"
    "<Credentials><AccessKeyId>ASIAFAKEDEPLOY000000</AccessKeyId><SecretAccessKey>fake/session</SecretAccessKey>"
    "<SessionToken>fake/token</SessionToken><Expiration>2099-01-31T12:00:00Z</Expiration></Credentials>"
    f"</AssumeRoleResult>{METADATA}</AssumeRoleResponse>"
)

DENIED = (
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
    "<Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message>"
    "</Error><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ErrorResponse>"
)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.respond(urllib.parse.parse_qs(body), self.headers.get("authorization", ""))

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        self.respond(query, " ".join(query.get("X-Amz-Credential", [])))

    def respond(self, parameters, signature):
        action = parameters.get("Action", [""])[0]
        is_known = ACCESS_KEY_ID in signature
        body = {"GetCallerIdentity": IDENTITY, "AssumeRole": SESSION}.get(action) if is_known else None
        encoded = (body or DENIED).encode()
        self.send_response(200 if body else 403)
        self.send_header("content-type", "text/xml")
        self.send_header("content-length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def running():
    """Runs the stub, and provides its URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
