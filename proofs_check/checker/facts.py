"""What the checker takes on trust: textbook theorems, and arguments in words about data that steps verify.

A fact that is not listed here is not accepted.  ``docs/certificates.md`` says where each is used.
"""

TEXTBOOK = {
    "minimum below mean": "n · min_i x_i ≤ x_1 + … + x_n",
    "AM–GM": "x_0 + … + x_L ≥ (L+1) (x_0 ⋯ x_L)^(1/(L+1)) for x_j ≥ 0, with equality exactly when all x_j are equal",
    "Cauchy–Schwarz": "|tr(XY)| ≤ ‖X‖_F ‖Y‖_F",
    "submultiplicativity": "‖XY‖_F ≤ ‖X‖_F ‖Y‖_op ≤ ‖X‖_F ‖Y‖_F",
    "ReLU contracts": "‖σ(X)‖_F ≤ ‖X‖_F, entry by entry |max(x, 0)| ≤ |x|",
    "positive homogeneity": "σ(aX) = a σ(X) for a > 0",
    "balanced factors": "with the SVD M = U S Vᵀ the factors U S^(1/2) and S^(1/2) Vᵀ both have squared norm ‖M‖_*",
    "singular basis": "for M = U S Vᵀ the ridge problem min_W ‖WM − I‖² + μ‖W‖² is solved by W = V D Uᵀ with D diagonal",
    "spectral decomposition": "if symmetric idempotents E_i with E_i E_j = 0 sum to I then Σ θ_i E_i has the eigenvalues"
    " θ_i with multiplicities rank E_i = tr E_i",
    "intermediate values": "a continuous function without a zero on an interval keeps its sign",
    "attained minimum": "a continuous function on a closed set that exceeds a value of its own far out attains its"
    " minimum, and where it is differentiable and the minimum is interior its derivative vanishes",
    "concave minimum": "a pointwise minimum of affine functions is concave and lies below its tangents",
    "induction": "a claim true at the first L and inherited from L to L + 1 is true for all later L",
    "root of 1 + x": "(1 + x)^(1/(L+1)) = 1 + x/(L+1) + O(x²) as x → 0",
}

ARGUMENTS = {
    "samples separate": "the network and the Frobenius norm act on every column of H_1 by itself, so for fixed weights"
    " the objective is the penalty of the weights plus a sum over samples of e/(2Kn) + λ_H h/2, e the squared error"
    " and h the squared norm of the feature",
    "diagonal only": "‖Q − I‖² ≥ Σ (1 − Q_kk)², and a sum of squares is ≥ 0",
    "norms multiply": "Kq = tr(W_L σ(M_L)) ≤ ‖W_L‖ ‖σ(M_L)‖ ≤ ‖W_L‖ ‖M_L‖ and ‖M_(l+1)‖ ≤ ‖W_l‖ ‖M_l‖ (‖M_2‖ ≤ ‖W_1‖ ‖H_1‖),"
    " so by induction Kq ≤ ‖H_1‖ ‖W_1‖ ⋯ ‖W_L‖",
    "frames stay orthogonal": "by DNC3 each row of W_l is 0 or a multiple of a column of σ(M_l) (of M_1 for l = 1); these"
    " columns being orthogonal, each row of M_(l+1) has at most one nonzero entry, so its columns have disjoint supports,"
    " before and after σ; by DNC2 one of M_(l+1), σ(M_(l+1)) is t_(l+1) times an isometry, so ‖σ(M_(l+1))‖_op ≤ t_(l+1) and"
    " ‖M_(l+1)‖² ≥ K t_(l+1)²; hence ‖W_l‖² ≥ K t_(l+1)²/t_l² and ‖W_L‖ ≥ ‖Q‖/t_L",
    "triangle inequality": "‖Q − I‖_F ≥ |‖Q‖_F − ‖I‖_F|",
    "one hump": "Ĉ = s^(L−1) − s^(2L) rises and then falls in s, by the sign of its slope; so f rises, falls and rises, or"
    " only rises, and its minimum over q ≥ 0 is at 0 or at the largest stationary point",
    "scales are free": "the factors H_1, W_1, …, W_(L−1) keep their shapes and take any positive scales, W_L undoes their"
    " product; the product of the L + 1 penalties is fixed and the scales make them equal, so AM–GM is attained",
    "eigenspaces add": "identities for one eigenspace, with the sums Σ over the others as constants, add up to the sums",
    "upward crossing": "the least F is ½, where all outputs vanish, or on the curve with the given Λ; along q(κ) at fixed"
    " Λ the slope of F has the sign of (κ/K)^(L+1) T^L − Λc, which at a minimum goes from − to +",
    "smaller constant wins": "f increases strictly with Ĉ at every q > 0; so at the q that is best for the larger constant"
    " the smaller one costs less, and less still at its own best q; if the best loss of the smaller constant is at q = 0"
    " it is ½",
    "blocks separate": "with block-diagonal layers the fit and every squared norm are sums over the blocks, and each block"
    " takes its own scales",
    "small κ": "as λ → 0 the least loss tends to 0, hence κ → 0, and Σ m_i/(s_i²+κ)² and T(κ) are continuous at κ = 0",
    "one branch": "Λ rises with κ up to the only zero of its slope and falls after it, so for each Λ the family has one"
    " local minimum besides zero, on the rising branch",
    "two losses agree": "where the least losses agree and both beat zero, DNC's output q in [½, 1) solves both equations,"
    " so the eliminant vanishes; at both ends of an interval without its roots the order of the losses is the same",
    "lines above": "a point of either family costs a + (3/2) K ρ^(2/3) ℓ, a line in ℓ = Λ^(1/3), and DNC's least loss is the"
    " concave minimum of its lines and of ½; a line of SRG lies above it (a) if a > (1−ρ)²/2, by DNC's line of output ρ,"
    " (b) if ρ > 1, by that of output 1, (c) if ρ ≤ ½ and G³ < (27/128) ρ² with G = ½ − a, for then it exceeds ½ at DNC's"
    " threshold and is less steep than DNC's lines of output ≥ ½ that are best before it",
    "third eigenspace": "q − q²/2 ≤ ½ in the first two eigenspaces; in the third m_3 q_3² ≤ Σ m_i q_i²/s_i² = K³ρ²/‖M_2‖_*²"
    " bounds q_3 by 2ρ/3, and q − q²/2 rises up to q = 1; a concave function positive at both ends of an interval is"
    " positive on it",
}

FACTS = {name: f"{name}: {text}" for name, text in {**TEXTBOOK, **ARGUMENTS}.items()}
