"""Qdrant's REST forms to those of its embedded engine, and back. What is not known here is refused, never ignored."""

import qdrant_edge as edge


class Refused(Exception):
    """What Qdrant answers with 400."""


def one_of(value, known, what):
    unknown = set(value) - set(known)
    if unknown:
        raise Refused(f"Format error in JSON body: unknown field of {what}: {', '.join(sorted(unknown))}")


def match(given):
    one_of(given, ("value", "any", "except"), "match")
    if "value" in given:
        if isinstance(given["value"], bool):
            raise Refused("the engine's binding takes true for 1")
        return edge.MatchValue(given["value"])
    return edge.MatchAny(given["any"]) if "any" in given else edge.MatchExcept(given["except"])


def condition(given):
    if "key" in given:
        one_of(given, ("key", "match", "range"), "condition")
        if "match" in given:
            return edge.FieldCondition(given["key"], match=match(given["match"]))
        one_of(given["range"], ("gt", "gte", "lt", "lte"), "range")
        return edge.FieldCondition(given["key"], range=edge.RangeFloat(**given["range"]))
    if "has_id" in given:
        return edge.HasIdCondition(set(given["has_id"]))
    if "is_empty" in given:
        return edge.IsEmptyCondition(given["is_empty"]["key"])
    if "is_null" in given:
        return edge.IsNullCondition(given["is_null"]["key"])
    if "has_vector" in given:
        return edge.HasVectorCondition(given["has_vector"])
    return filter_of(given)


def conditions(given):
    if given is None:
        return None
    return [condition(each) for each in (given if isinstance(given, list) else [given])]


def filter_of(given):
    if given is None:
        return None
    one_of(given, ("must", "should", "must_not"), "filter")
    return edge.Filter(*(conditions(given.get(part)) for part in ("must", "should", "must_not")))


def vector(given):
    if isinstance(given, list):
        return given
    one_of(given, ("indices", "values"), "vector")
    if len(set(given["indices"])) != len(given["indices"]):
        raise Refused("Validation error in JSON body: [points[0].vector.indices: must be unique]")
    return edge.SparseVector(given["indices"], given["values"])


def point(given):
    one_of(given, ("id", "vector", "payload"), "point")
    vectors = given["vector"]
    named = {name: vector(each) for name, each in vectors.items()} if isinstance(vectors, dict) else vectors
    return edge.Point(given["id"], named, given.get("payload"))


modes = {
    "upsert": edge.UpdateMode.Upsert,
    "insert_only": edge.UpdateMode.InsertOnly,
    "update_only": edge.UpdateMode.UpdateOnly,
}


def upsert(given):
    one_of(given, ("points", "update_filter", "update_mode"), "upsert")
    only = filter_of(given.get("update_filter"))
    mode = modes[given["update_mode"]] if given.get("update_mode") else None
    return edge.UpdateOperation.upsert_points([point(each) for each in given["points"]], only, mode)


def delete(given):
    one_of(given, ("points", "filter"), "selector")
    if "points" in given:
        return edge.UpdateOperation.delete_points(given["points"])
    return edge.UpdateOperation.delete_points_by_filter(filter_of(given["filter"]))


def operation(given):
    """One of a batch."""
    one_of(given, ("upsert", "delete"), "operation")
    return upsert(given["upsert"]) if "upsert" in given else delete(given["delete"])


simple_schemas = {
    "keyword": edge.PayloadSchemaType.Keyword,
    "integer": edge.PayloadSchemaType.Integer,
    "float": edge.PayloadSchemaType.Float,
    "bool": edge.PayloadSchemaType.Bool,
    "datetime": edge.PayloadSchemaType.Datetime,
    "uuid": edge.PayloadSchemaType.Uuid,
}

schemas = {
    "keyword": edge.KeywordIndexParams,
    "integer": edge.IntegerIndexParams,
    "float": edge.FloatIndexParams,
    "uuid": edge.UuidIndexParams,
}


def schema(given):
    if isinstance(given, str):
        return simple_schemas[given]
    return schemas[given["type"]](**{name: value for name, value in given.items() if name != "type"})


def with_payload(given):
    if given is None or isinstance(given, bool):
        return bool(given)
    if isinstance(given, list):
        return edge.PayloadSelector.Include(given)
    if "include" in given:
        return edge.PayloadSelector.Include(given["include"])
    return edge.PayloadSelector.Exclude(given["exclude"])


def with_vector(given):
    return False if given is None else given


def scroll(given):
    one_of(given, ("offset", "limit", "filter", "with_payload", "with_vector", "order_by"), "scroll")
    order = given.get("order_by")
    if order is not None:
        if given.get("offset") is not None:
            raise Refused("Bad request: Cannot use an `offset` when using `order_by`.")
        directions = {"asc": edge.Direction.Asc, "desc": edge.Direction.Desc}
        order = edge.OrderBy(order["key"], directions[order.get("direction", "asc")], order.get("start_from"))
    return edge.ScrollRequest(
        given.get("offset"),
        given.get("limit", 10),
        filter_of(given.get("filter")),
        with_payload(given.get("with_payload", True)),
        with_vector(given.get("with_vector")),
        order,
    )


def query(given):
    known = ("query", "using", "filter", "limit", "with_payload", "with_vector", "params", "score_threshold")
    one_of(given, known, "query")
    nearest = given["query"]
    if isinstance(nearest, dict) and "nearest" in nearest:
        nearest = nearest["nearest"]
    params = given.get("params")
    if params is not None:
        one_of(params, ("exact", "hnsw_ef"), "params")
        params = edge.SearchParams(**params)
    return edge.QueryRequest(
        given.get("limit", 10),
        query=edge.Query.Nearest(vector(nearest), given.get("using")),
        with_vector=with_vector(given.get("with_vector")),
        with_payload=with_payload(given.get("with_payload", False)),
        filter=filter_of(given.get("filter")),
        score_threshold=given.get("score_threshold"),
        params=params,
    )


def count(given):
    one_of(given, ("filter", "exact"), "count")
    return edge.CountRequest(given.get("exact", True), filter_of(given.get("filter")))


def vector_json(given):
    if isinstance(given, dict):
        return {name: vector_json(each) for name, each in given.items()}
    if isinstance(given, edge.SparseVector):
        return {"indices": given.indices, "values": given.values}
    return given


def record_json(record):
    answer = {"id": str(record.id) if not isinstance(record.id, int) else record.id, "payload": record.payload}
    if record.vector is not None:
        answer["vector"] = vector_json(record.vector)
    return answer


def scored_json(scored):
    return {**record_json(scored), "version": scored.version, "score": scored.score}
