(** S3 by computation: integer matrices as lists of rows, and ranks through explicit integer certificates.

    This is independent of Graphs.v: it checks the very matrices that the programs work with. *)

From Coq Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

Definition zvec := list Z.
Definition zmat := list zvec.

Fixpoint zdot (x y : zvec) : Z :=
  match x, y with a :: x, b :: y => a * b + zdot x y | _, _ => 0 end.

Fixpoint zip (f : Z -> Z -> Z) (x y : zvec) : zvec :=
  match x, y with a :: x, b :: y => f a b :: zip f x y | _, _ => [] end.

Fixpoint zzip (f : Z -> Z -> Z) (A B : zmat) : zmat :=
  match A, B with x :: A, y :: B => zip f x y :: zzip f A B | _, _ => [] end.

(** The transpose of a matrix with n columns. *)
Definition ztr (n : nat) (A : zmat) : zmat := map (fun j => map (fun row => nth j row 0) A) (seq 0 n).

(** A B, where B has n columns. *)
Definition zmul (n : nat) (A B : zmat) : zmat :=
  let columns := ztr n B in map (fun row => map (zdot row) columns) A.

Definition zadd := zzip Z.add.
Definition zscale (c : Z) : zmat -> zmat := map (map (Z.mul c)).
Definition zmap (f : Z -> Z) : zmat -> zmat := map (map f).
Definition zconst (m n : nat) (c : Z) : zmat := repeat (repeat c n) m.
Definition zid (n : nat) : zmat :=
  map (fun i => map (fun j => if Nat.eqb i j then 1 else 0) (seq 0 n)) (seq 0 n).
Definition ztrace (A : zmat) : Z := fold_right Z.add 0 (map (fun i => nth i (nth i A []) 0) (seq 0 (length A))).
Definition zsum2 (A : zmat) : Z := fold_right Z.add 0 (map (fun x => zdot x x) A).

(** A is an m x n matrix. *)
Definition shape (m n : nat) (A : zmat) : Prop :=
  length A = m /\ forallb (fun row => Nat.eqb (length row) n) A = true.

(** The m x n matrix A has rank k over the rationals: c A = U V with inner dimension k, and X A Y = d I_k. *)
Definition rank_is (m n k : nat) (A : zmat) : Prop := exists U V X Y c d,
  c <> 0 /\ d <> 0 /\ shape m k U /\ shape k n V /\ shape k m X /\ shape n k Y /\
  zmul n U V = zscale c A /\ zmul k (zmul n X A) Y = zscale d (zid k).

Definition choose2 (n : Z) : Z := n * (n - 1) / 2.

(** All of S3 for one r: incidence matrix B, adjacency matrices T of T(r) and A of the Kneser graph, and
    W2 = 2 W_(L-1).  The projections are E_i = N_i / (r (r-1) (r-2)). *)
Record srg_layers (r : nat) (B T A W2 : zmat) : Prop := {
  K := (r * (r - 1) / 2)%nat;
  n := Z.of_nat r;
  I_r := zid r;
  I := zid K;
  J := zconst K K 1;
  denominator := n * (n - 1) * (n - 2);
  S := zmul K (ztr K B) B;
  N0 := zscale (2 * (n - 2)) J;
  N1 := zadd (zscale (n * (n - 1)) S) (zscale (-4 * (n - 1)) J);
  N2 := zadd (zscale denominator I) (zscale (-1) (zadd N0 N1));
  shapes : shape r K B /\ shape K K T /\ shape K K A /\ shape K r W2;
  entries : zmap (Z.max 0) B = B /\ zmap (fun x => x * x) W2 = zconst K r 1;
  gram_vertices : zmul r B (ztr K B) = zadd (zscale (n - 2) I_r) (zconst r r 1);
  gram_edges : S = zadd (zscale 2 I) T;
  complement : zadd (zadd I T) A = J;
  triangular : zmul K T T = zadd (zadd (zscale (2 * (n - 2)) I) (zscale (n - 2) T)) (zscale 4 A);
  kneser : zmul K A A = zadd (zadd (zscale (choose2 (n - 2)) I) (zscale (choose2 (n - 4)) A))
                             (zscale (choose2 (n - 3)) T);
  last_means : zmul K W2 B = zscale 2 (zadd A (zscale (-1) I));
  last_relu : zmap (Z.max 0) (zadd A (zscale (-1) I)) = A;
  last_norm : zsum2 W2 = Z.of_nat K * n;
  idempotents : zmul K N0 N0 = zscale denominator N0 /\ zmul K N1 N1 = zscale denominator N1 /\
    zmul K N2 N2 = zscale denominator N2;
  orthogonal : zmul K N0 N1 = zconst K K 0 /\ zmul K N0 N2 = zconst K K 0 /\ zmul K N1 N2 = zconst K K 0;
  multiplicities : ztrace N0 = denominator /\ ztrace N1 = denominator * (n - 1) /\
    2 * ztrace N2 = denominator * (n * (n - 3));
  spectrum : zscale denominator A = zadd (zadd (zscale (choose2 (n - 2)) N0) (zscale (-(n - 3)) N1)) N2;
  rank_B : rank_is r K r B;
  rank_last : rank_is K K (if Nat.eqb r 4 then 3 else r)%nat (zadd A (zscale (-1) I));
  rank_A : rank_is K K K A;
}.

(** Everything above is decided by running it. *)
Ltac check_layers := vm_compute; repeat split; reflexivity.

Ltac rank_certificate U V X Y c d :=
  exists U, V, X, Y, c, d; vm_compute; repeat split; (reflexivity || discriminate).
