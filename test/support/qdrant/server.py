"""
A test server that speaks as much of Qdrant's REST protocol as Caxton's driver uses, over Qdrant's own engine as it comes in
qdrant-edge-py: segments, filters, conditional updates and write-ahead log are the real ones, the HTTP around them is this file.
The requests and answers are those of Qdrant's OpenAPI document; anything else is refused.

    python server.py FOLDER PORT API_KEY VERSION
"""

import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import qdrant_edge as edge

import translate
from translate import Refused

most_bytes = 32 * 1024 * 1024
distances = {"Cosine": edge.Distance.Cosine, "Dot": edge.Distance.Dot, "Euclid": edge.Distance.Euclid}


class Answer(Exception):
    def __init__(self, status, message, plain=False):
        super().__init__(message)
        self.status = status
        self.plain = plain


def engine_config(config):
    dense = {
        name: edge.EdgeVectorParams(size=each["size"], distance=distances[each["distance"]])
        for name, each in config["vectors"].items()
    }
    sparse = {name: edge.EdgeSparseVectorParams() for name in config.get("sparse_vectors") or {}}
    return edge.EdgeConfig(vectors=dense, sparse_vectors=sparse)


class Collection:
    """One shard; updates one after the other, as Qdrant's update worker has them."""

    def __init__(self, folder, config, schemas, shard):
        self.folder, self.config, self.schemas, self.shard = folder, config, schemas, shard
        self.lock = threading.Lock()
        self.operations = 0

    @staticmethod
    def create(folder, config):
        os.makedirs(os.path.join(folder, "shard"))
        shard = edge.EdgeShard.create(os.path.join(folder, "shard"), engine_config(config))
        made = Collection(folder, config, {}, shard)
        made.save()
        return made

    @staticmethod
    def load(folder):
        with open(os.path.join(folder, "collection.json"), encoding="utf-8") as file:
            saved = json.load(file)
        shard = edge.EdgeShard.load(os.path.join(folder, "shard"))
        return Collection(folder, saved["config"], saved["schemas"], shard)

    def save(self):
        path = os.path.join(self.folder, "collection.json")
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump({"config": self.config, "schemas": self.schemas}, file)
        os.replace(path + ".new", path)

    def update(self, operations):
        done = []
        for each in operations:
            with self.lock:
                self.shard.update(each)
                self.operations += 1
                done.append({"operation_id": self.operations, "status": "completed"})
        return done

    def index(self, given):
        translated = edge.UpdateOperation.create_field_index(given["field_name"], translate.schema(given["field_schema"]))
        [done] = self.update([translated])
        with self.lock:
            self.schemas[given["field_name"]] = given["field_schema"]
            self.save()
        return done

    def describe(self):
        info = self.shard.info()
        schema_of = lambda given: {"data_type": given} if isinstance(given, str) else {"data_type": given["type"], "params": given}
        return {
            "status": "green",
            "optimizer_status": "ok",
            "segments_count": info.segments_count,
            "points_count": info.points_count,
            "indexed_vectors_count": info.indexed_vectors_count,
            "config": {
                "params": {"shard_number": 1, "replication_factor": 1, "write_consistency_factor": 1, **self.config},
                "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000},
                "optimizer_config": {
                    "deleted_threshold": 0.2,
                    "vacuum_min_vector_number": 1_000,
                    "default_segment_number": 0,
                    "flush_interval_sec": 5,
                },
            },
            "payload_schema": {name: {**schema_of(given), "points": 0} for name, given in self.schemas.items()},
        }


class Store:
    def __init__(self, folder):
        self.folder = os.path.join(folder, "collections")
        self.lock = threading.Lock()
        os.makedirs(self.folder, exist_ok=True)
        self.collections = {}
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if os.path.exists(os.path.join(path, "collection.json")):
                self.collections[name] = Collection.load(path)
            else:
                shutil.rmtree(path)

    def get(self, name):
        found = self.collections.get(name)
        if found is None:
            raise Answer(404, f"Not found: Collection `{name}` doesn't exist!")
        return found

    def create(self, name, config):
        translate.one_of(config, ("vectors", "sparse_vectors", "shard_number", "replication_factor"), "collection")
        with self.lock:
            if name in self.collections:
                raise Answer(409, f"Wrong input: Collection `{name}` already exists!")
            self.collections[name] = Collection.create(os.path.join(self.folder, name), config)
        return True

    def delete(self, name):
        with self.lock:
            found = self.collections.pop(name, None)
            if found is None:
                return False
            found.shard.close()
            shutil.rmtree(found.folder)
        return True

    def close(self):
        for each in self.collections.values():
            each.shard.close()


def scrolled(collection, body):
    points, after = collection.shard.scroll(translate.scroll(body))
    after = None if body.get("order_by") or after is None else after if isinstance(after, int) else str(after)
    return {"points": [translate.record_json(each) for each in points], "next_page_offset": after}


def retrieved(collection, body):
    translate.one_of(body, ("ids", "with_payload", "with_vector"), "retrieve")
    payload = translate.with_payload(body.get("with_payload", True))
    found = collection.shard.retrieve(body["ids"], payload, translate.with_vector(body.get("with_vector")))
    return [translate.record_json(each) for each in found]


def queried(collection, body):
    return {"points": [translate.scored_json(each) for each in collection.shard.query(translate.query(body))]}


# Each handler gets the collection and the body.
routes = {
    ("PUT", "/index"): lambda of, body: of.index(body),
    ("PUT", "/points"): lambda of, body: of.update([translate.upsert(body)])[0],
    ("POST", "/points"): retrieved,
    ("POST", "/points/delete"): lambda of, body: of.update([translate.delete(body)])[0],
    ("POST", "/points/batch"): lambda of, body: of.update([translate.operation(each) for each in body["operations"]]),
    ("POST", "/points/scroll"): scrolled,
    ("POST", "/points/count"): lambda of, body: {"count": of.shard.count(translate.count(body))},
    ("POST", "/points/query"): queried,
    ("GET", ""): lambda of, _: of.describe(),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_):
        pass

    def body(self):
        size = int(self.headers.get("content-length") or 0)
        text = self.rfile.read(size)
        if size > most_bytes:
            raise Answer(413, "Payload reached size limit.")
        return json.loads(text) if text else {}

    def send(self, status, value, plain=False):
        text = value.encode() if plain else json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self.send_response(status)
        self.send_header("content-type", "text/plain; charset=utf-8" if plain else "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()

    def check_key(self):
        given = self.headers.get("api-key")
        if given is None:
            raise Answer(401, "Must provide an API key or an Authorization bearer token", plain=True)
        if given != self.server.api_key:
            raise Answer(401, "Invalid API key or JWT", plain=True)

    def result(self, body):
        path = self.path.partition("?")[0]
        self.check_key()
        of, name, rest = re.fullmatch(r"(/collections)/([^/]+)(.*)", path).groups() if path.startswith("/collections/") else ("", "", "")
        store = self.server.store
        if of == "" or (rest != "" and (self.command, rest) not in routes and rest != "/exists"):
            raise Answer(404, "", plain=True)
        if rest == "/exists":
            return {"exists": name in store.collections}
        if rest == "" and self.command == "PUT":
            return store.create(name, body)
        if rest == "" and self.command == "DELETE":
            return store.delete(name)
        return routes[(self.command, rest)](store.get(name), body)

    def answer(self):
        began = time.monotonic()
        try:
            body = self.body()
            if self.path == "/" and self.command == "GET":
                version = {"title": "qdrant - vector search engine", "version": self.server.version, "commit": "test"}
                return self.send(200, version)
            self.send(200, {"result": self.result(body), "status": "ok", "time": time.monotonic() - began})
        except Answer as answer:
            error = {"status": {"error": str(answer)}, "time": 0}
            self.send(answer.status, str(answer) if answer.plain else error, answer.plain)
        except (Refused, ValueError, KeyError, TypeError) as error:
            self.send(400, {"status": {"error": str(error)}, "time": 0})
        except Exception as error:
            status = 400 if str(error).startswith("Wrong input") else 500
            self.send(status, {"status": {"error": str(error)}, "time": 0})

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    folder, port, api_key, version = sys.argv[1:]
    server = Server(("127.0.0.1", int(port)), Handler)
    server.store, server.api_key, server.version = Store(folder), api_key, version
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    # The parent process ends this one by closing its standard input.
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.store.close()


main()
