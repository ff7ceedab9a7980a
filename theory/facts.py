"""The textbook facts that derivations cite: everything in a proof that is named instead of checked."""

from theory.obligations import Fact

MIN_BELOW_MEAN = Fact("minimum ≤ mean", "n · min_i x_i ≤ x_1 + … + x_n")
AM_GM = Fact(
    "AM–GM",
    "x_0 + … + x_L ≥ (L+1) (x_0 ⋯ x_L)^(1/(L+1)) for x_j ≥ 0, with equality exactly when all x_j are equal",
)
CAUCHY_SCHWARZ = Fact("Cauchy–Schwarz", "|tr(XY)| ≤ ‖X‖_F ‖Y‖_F")
SUBMULTIPLICATIVE = Fact("submultiplicativity", "‖XY‖_F ≤ ‖X‖_F ‖Y‖_op ≤ ‖X‖_F ‖Y‖_F")
RELU_CONTRACTS = Fact("ReLU contracts", "‖σ(X)‖_F ≤ ‖X‖_F, entry by entry |max(x, 0)| ≤ |x|")
POSITIVE_HOMOGENEITY = Fact("positive homogeneity", "σ(aX) = a σ(X) for a > 0")
BALANCED_FACTORS = Fact(
    "balanced factorisation",
    "with the SVD M = U S Vᵀ the factors U S^(1/2) and S^(1/2) Vᵀ both have squared norm ‖M‖_*",
)
NUCLEAR_FACTORS = Fact("factors of a product", "(‖A‖_F² + ‖B‖_F²)/2 ≥ ‖AB‖_*")
NORM_DUALITY = Fact("duality of norms", "⟨Z, M⟩ ≤ ‖Z‖_op ‖M‖_*")
KKT = Fact(
    "KKT sufficiency",
    "a feasible point of a convex problem with multipliers of the right signs and complementary slackness is a "
    "minimiser; it is the only one if the objective is strictly convex",
)
IDEMPOTENT_TRACE = Fact("trace of an idempotent", "the rank of an idempotent matrix is its trace")
SPECTRAL_DECOMPOSITION = Fact(
    "spectral decomposition",
    "if symmetric idempotents E_i with E_i E_j = 0 sum to I then Σ θ_i E_i has the eigenvalues θ_i with "
    "multiplicities rank E_i",
)
RIDGE = Fact(
    "singular basis",
    "for M = U S Vᵀ the ridge problem min_W ‖WM − I‖² + μ‖W‖² is solved by W = V D Uᵀ with D diagonal",
)
INTERMEDIATE_VALUE = Fact(
    "intermediate values", "a continuous function without a zero on an interval keeps its sign"
)
CONCAVE_MINIMUM = Fact(
    "concavity", "a pointwise minimum of affine functions is concave and lies below its tangents"
)
INDUCTION = Fact(
    "induction", "a claim true at the first L and inherited from L to L + 1 is true for all later L"
)
KNESER_SPECTRUM = Fact(
    "spectrum of Kneser graphs",
    "for r ≥ 2t the graph of disjoint t-subsets of an r-set has the eigenvalues (−1)^j C(r−t−j, t−j) with multiplicities"
    " C(r, j) − C(r, j−1), j = 0, …, t (Lovász 1979)",
)
RANK_BOUND = Fact("nuclear and Frobenius norm", "‖B‖_*² ≤ rank(B) ‖B‖_F²")
PSD_DECOMPOSITION = Fact(
    "polar decomposition",
    "N = Q P with P = (NᵀN)^(1/2) and Q a partial isometry whose rows' space is that of P",
)
PERRON = Fact(
    "Perron–Frobenius",
    "the leading singular vectors of a matrix with entries ≥ 0 can be chosen with entries ≥ 0",
)
ECKART_YOUNG = Fact(
    "Eckart–Young",
    "the squared Frobenius distance of a matrix from rank k is at least Σ_{i>k} s_i², and attains it",
)
RELU_LIPSCHITZ = Fact("ReLU keeps distances", "‖σ(X) − σ(Y)‖_F ≤ ‖X − Y‖_F, entry by entry")
LEAST_FACTOR = Fact(
    "least factor",
    "if WN has the singular values m_i and N has p_i, in descending order, then ‖W‖_F² ≥ Σ m_i²/p_i²",
)
HOELDER = Fact("Hölder", "(Σ x_i)² (Σ c_i/x_i²) ≥ (Σ c_i^(1/3))³ for x_i > 0, c_i ≥ 0")
INTEGER_EIGENVALUES = Fact(
    "eigenvalues of strongly regular graphs",
    "if the two eigenvalues other than the degree have different multiplicities, they are integers",
)
SEIDEL = Fact(
    "least eigenvalue −2",
    "a primitive strongly regular graph with the least eigenvalue −2 is T(r), L_2(r), Petersen's graph, Shrikhande's, one of the"
    " three of Chang, Schläfli's, or the complement of Clebsch's (Seidel 1968)",
)
HOFFMAN_SINGLETON = Fact(
    "Hoffman–Singleton graph",
    "there is a strongly regular graph with the parameters (50, 7, 0, 1) (Hoffman and Singleton 1960)",
)
GENERALISED_QUADRANGLES = Fact(
    "symplectic quadrangles",
    "for every prime power q the points of Sp(4, q) form a generalised quadrangle GQ(q, q)",
)
