"""One network of the atlas: H_1, W_1, ..., W_L as integers over a common power of two.

A record is what a reader can check without trusting how it was found: every entry is an exact dyadic number, so that
its loss is decided by exact arithmetic.  It is kept in one small npz file, which holds integers and a line of JSON and is
read without unpickling anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.exact import ExactArray
from theory.errors import InvalidInputError

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

FORMAT, VERSION = "dnc-atlas-record", 1

BITS = 30
"""Entries of a new record are multiples of 2^-BITS: its loss is then within some 1e-9 of the network's that was rounded."""

LARGEST_FILE = 2**22
"""Most bytes of a record, and of what it unpacks to: far more than any cell of the atlas needs."""

_LARGEST_ENTRY = 2**53
"""Bound of the integers, so that a float holds each of them."""


@dataclass(frozen=True, eq=False)
class Record:
    """A network with n = 1 and dyadic entries.

    Attributes
    ----------
    factors : tuple of integer arrays
        Numerators of H_1, W_1, ..., W_L, of shapes d_1 × K, d_2 × d_1, ..., K × d_L.
    bits : int
        The entries are ``factors / 2**bits``.
    name : str
        ``"DNC"``, ``"SRG_5 ⊕ DNC_3"`` and the like for an explicit construction; ``"found"`` for one that a search found.
    about : mapping
        How it came about, ready for JSON: for a search the λ, the seed and the kind of its start.

    Raises
    ------
    InvalidInputError
        If the shapes do not chain or a number is out of range.

    Examples
    --------
    >>> one = np.eye(2, dtype=np.int64)
    >>> record = Record((one, one, one), bits=0, name="DNC")
    >>> record.K, record.L, record.file_name
    (2, 2, 'K02-L2-6ec56e42.npz')
    >>> Record.from_bytes(record.to_bytes()).name
    'DNC'
    """

    factors: tuple[Integers, ...]
    bits: int
    name: str
    about: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shapes = [factor.shape for factor in self.factors]
        chained = len(shapes) >= 3 and all(len(shape) == 2 for shape in shapes)
        columns = [shapes[-1][0], *(shape[0] for shape in shapes[:-1])]
        if not chained or [shape[1] for shape in shapes] != columns or not all(map(all, shapes)):
            raise InvalidInputError(
                f"H_1, W_1, ..., W_L of shapes {shapes} given; they must have the shapes d_1 × K, d_2 × d_1, ..., K × d_L"
            )
        if any(factor.dtype != np.int64 for factor in self.factors):
            raise InvalidInputError(
                f"factors of types {[str(f.dtype) for f in self.factors]} given; a record has int64"
            )
        if any(int(np.abs(factor).max()) > _LARGEST_ENTRY for factor in self.factors):
            raise InvalidInputError("factors with an entry beyond 2^53 given; use fewer bits")
        if whole("bits", self.bits, 0) > 62:
            raise InvalidInputError(f"bits = {self.bits} given; a record has at most 62")

    @classmethod
    def rounded(
        cls, factors: Sequence[Floats], name: str, about: Mapping[str, Any] | None = None, bits: int = BITS
    ) -> Record:
        """Round the entries of a network to multiples of 2^-bits.

        Examples
        --------
        >>> Record.rounded([np.full((1, 1), 1 / 3), np.eye(1), np.eye(1)], "DNC", bits=4).factors[0]
        array([[5]])
        """
        if not all(np.isfinite(factor).all() for factor in factors):
            raise InvalidInputError("a network with an infinite entry or nan given; a record is finite")
        integers = tuple(np.rint(np.ldexp(factor, bits)).astype(np.int64) for factor in factors)
        return cls(integers, bits, name, dict(about or {}))

    @property
    def K(self) -> int:
        """Number of classes."""
        return int(self.factors[-1].shape[0])

    @property
    def L(self) -> int:
        """Number of weight matrices."""
        return len(self.factors) - 1

    @cached_property
    def floats(self) -> tuple[Floats, ...]:
        """H_1, W_1, ..., W_L in floats, without a rounding error."""
        return tuple(np.ldexp(factor.astype(np.float64), -self.bits) for factor in self.factors)

    def exact(self) -> tuple[ExactArray, ...]:
        """H_1, W_1, ..., W_L as fractions.

        Examples
        --------
        >>> one = np.eye(1, dtype=np.int64)
        >>> Record((one, one, one), bits=1, name="DNC").exact()[0]
        array([[Fraction(1, 2)]], dtype=object)
        """
        return tuple(
            np.array([Fraction(int(entry), 2**self.bits) for entry in factor.ravel()], dtype=object).reshape(
                factor.shape
            )
            for factor in self.factors
        )

    @cached_property
    def digest(self) -> str:
        """Digest of everything in the record."""
        content = blake2b(self._description().encode(), digest_size=16)
        for factor in self.factors:
            content.update(repr(factor.shape).encode())
            content.update(np.ascontiguousarray(factor).tobytes())
        return content.hexdigest()

    @property
    def file_name(self) -> str:
        """Name of the file of the record; records that differ have different names."""
        return f"K{self.K:02d}-L{self.L}-{self.digest[:8]}.npz"

    def _description(self) -> str:
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "name": self.name,
                "bits": self.bits,
                "about": dict(self.about),
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    def to_bytes(self) -> bytes:
        """Content of the npz file: ``H_1``, ``W_1``, ... as int64, and ``about`` as JSON in UTF-8."""
        arrays: dict[str, Any] = dict(zip(factor_names(self.L), self.factors, strict=True))
        text = json.dumps({**json.loads(self._description()), "digest": self.digest}, ensure_ascii=False)
        stream = BytesIO()
        np.savez_compressed(stream, about=np.frombuffer(text.encode(), dtype=np.uint8), **arrays)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, source: str = "the record") -> Record:
        """Read what :meth:`to_bytes` wrote; nothing is unpickled, and the digest must fit.

        Raises
        ------
        InvalidInputError
            Naming ``source``, if it is damaged or no record.
        """
        try:
            return cls._parsed(content)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, InvalidInputError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
        except Exception as error:  # zlib.error, NotImplementedError: damage shows in many ways
            reason = f"{type(error).__name__}: {error}"
        raise InvalidInputError(f"{source} is damaged, or no record of the atlas ({reason}); remove it")

    @classmethod
    def _parsed(cls, content: bytes) -> Record:
        with ZipFile(BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
                raise ValueError(f"it unpacks to more than {LARGEST_FILE} bytes")
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes().decode())
            if (about["format"], about["version"]) != (FORMAT, VERSION):
                raise ValueError(f"it has the format {about['format']!r}, version {about['version']!r}")
            names = factor_names(len(arrays.files) - 2)
            factors = tuple(arrays[name] for name in names)
        record = cls(factors, about["bits"], str(about["name"]), dict(about["about"]))
        if record.digest != about["digest"]:
            raise ValueError("its digest does not fit its content")
        return record

    @classmethod
    def read(cls, path: Path) -> Record:
        """Read a file.

        Raises
        ------
        InvalidInputError
            If it cannot be read, is too large, or is no record.
        """
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise InvalidInputError(
                    f"{path} has more than {LARGEST_FILE} bytes; no record of the atlas is so large"
                )
            content = path.read_bytes()
        except OSError as error:
            raise InvalidInputError(
                f"{path} cannot be read: {error.strerror}; build the atlas anew there"
            ) from None
        return cls.from_bytes(content, str(path))


def factor_names(L: int) -> tuple[str, ...]:
    """``("H_1", "W_1", ..., "W_L")``."""
    return ("H_1", *(f"W_{layer}" for layer in range(1, L + 1)))
