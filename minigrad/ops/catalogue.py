"""What each family of ops gives to the namespaces, "" being `minigrad` itself, to Tensor, and (by its key) to Value.

Made from the op table by `python -m minigrad.cli.stubs`: change the declarations, not this file.
"""

FAMILIES: dict[str, dict[str, str]] = {
    "activation": {
        "": "celu hardshrink prelu rrelu selu threshold",
        "Tensor": "hardshrink prelu",
        "nn.functional": (
            "celu celu_ elu elu_ gelu glu hardshrink hardsigmoid hardswish hardtanh hardtanh_ leaky_relu leaky_relu_ "
            "logsigmoid mish prelu relu relu6 relu_ rrelu rrelu_ selu selu_ silu softplus softshrink softsign "
            "tanhshrink threshold threshold_"
        ),
    },
    "adaptive_pooling": {
        "": "adaptive_avg_pool1d",
        "nn.functional": (
            "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d "
            "adaptive_max_pool3d"
        ),
    },
    "addmm": {
        "": "addbmm addmm addmv addr baddbmm bilinear",
        "Tensor": "addbmm addbmm_ addmm addmm_ addmv addmv_ addr addr_ baddbmm baddbmm_",
        "nn.functional": "bilinear",
    },
    "arithmetic": {
        "": (
            "add div divide float_power floor_divide fmod mul multiply pow remainder rsub square sub subtract "
            "true_divide"
        ),
        "Tensor": (
            "__add__ __div__ __floordiv__ __iadd__ __idiv__ __ifloordiv__ __imod__ __imul__ __ipow__ __isub__ "
            "__itruediv__ __mod__ __mul__ __pow__ __radd__ __rdiv__ __rfloordiv__ __rmod__ __rmul__ __rpow__ __rsub__ "
            "__rtruediv__ __sub__ __truediv__ add add_ div div_ divide divide_ float_power float_power_ floor_divide "
            "floor_divide_ fmod fmod_ mul mul_ multiply multiply_ pow pow_ remainder remainder_ square square_ sub "
            "sub_ subtract subtract_ true_divide true_divide_"
        ),
    },
    "arranging": {
        "": (
            "alias_copy as_strided_copy as_strided_scatter channel_shuffle detach_copy diagonal_copy expand_copy flip "
            "fliplr flipud narrow_copy permute_copy pixel_shuffle pixel_unshuffle repeat_interleave roll rot90 "
            "select_copy select_scatter slice_copy slice_scatter split_copy split_with_sizes_copy squeeze_copy t_copy "
            "tile transpose_copy unbind_copy unfold_copy unsqueeze_copy view_copy"
        ),
        "Tensor": (
            "as_strided_scatter flip fliplr flipud narrow_copy repeat repeat_interleave roll rot90 select_scatter "
            "slice_scatter tile"
        ),
        "nn.functional": "channel_shuffle pixel_shuffle pixel_unshuffle",
    },
    "attention": {
        "nn.functional": "scaled_dot_product_attention",
    },
    "bags": {
        "": "embedding_bag",
        "nn.functional": "embedding_bag",
    },
    "cholesky": {
        "": "cholesky_inverse cholesky_solve",
        "Tensor": "cholesky_inverse cholesky_solve",
        "linalg": "cholesky cholesky_ex",
    },
    "clamping": {
        "": "clamp clamp_max clamp_min clip",
        "Tensor": "clamp clamp_ clamp_max clamp_max_ clamp_min clamp_min_ clip clip_",
    },
    "comparison": {
        "": (
            "allclose bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor eq equal "
            "fmax fmin ge greater greater_equal gt isclose isfinite isinf isnan isneginf isposinf isreal le less "
            "less_equal logical_and logical_not logical_or logical_xor lt maximum minimum ne not_equal signbit where"
        ),
        "Tensor": (
            "__and__ __eq__ __ge__ __gt__ __iand__ __ilshift__ __invert__ __ior__ __irshift__ __ixor__ __le__ "
            "__lshift__ __lt__ __ne__ __or__ __rand__ __rlshift__ __ror__ __rrshift__ __rshift__ __rxor__ __xor__ "
            "allclose bitwise_and bitwise_and_ bitwise_left_shift bitwise_left_shift_ bitwise_not bitwise_not_ "
            "bitwise_or bitwise_or_ bitwise_right_shift bitwise_right_shift_ bitwise_xor bitwise_xor_ eq eq_ equal "
            "fmax fmin ge ge_ greater greater_ greater_equal greater_equal_ gt gt_ isclose isfinite isinf isnan "
            "isneginf isposinf isreal le le_ less less_ less_equal less_equal_ logical_and logical_and_ logical_not "
            "logical_not_ logical_or logical_or_ logical_xor logical_xor_ lt lt_ maximum minimum ne ne_ not_equal "
            "not_equal_ signbit where"
        ),
    },
    "complexes": {
        "": "abs absolute angle complex conj conj_physical imag polar real sgn sign view_as_complex view_as_real",
        "Tensor": (
            "__abs__ abs abs_ absolute absolute_ angle conj conj_physical conj_physical_ imag real sgn sgn_ sign "
            "sign_"
        ),
        "scalar.Value": "abs sign",
    },
    "contractions": {
        "": "chain_matmul cross kron tensordot",
        "Tensor": "cross kron",
        "linalg": "cross multi_dot vecdot",
    },
    "conv": {
        "": "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d",
        "nn.functional": "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d fold unfold",
    },
    "conversion": {
        "": "clone fill fill_ zero_",
        "Tensor": (
            "apply_ bfloat16 bool byte cdouble cfloat chalf char clone contiguous copy_ cpu cuda double fill_ float "
            "half int is_contiguous long map_ short to type type_as zero_"
        ),
    },
    "creation": {
        "": (
            "empty empty_like empty_permuted empty_strided eye full full_like ones ones_like scalar_tensor zeros "
            "zeros_like"
        ),
        "Tensor": "new_empty new_empty_strided new_full new_ones new_zeros",
    },
    "cross_entropy": {
        "nn.functional": "binary_cross_entropy binary_cross_entropy_with_logits cross_entropy nll_loss",
    },
    "ctc": {
        "": "ctc_loss",
        "nn.functional": "ctc_loss",
    },
    "description": {
        "Tensor": (
            "__array__ __bool__ __complex__ __float__ __index__ __int__ __len__ _base _is_view _number data_ptr "
            "device dim element_size get_device is_complex is_cpu is_cuda is_floating_point is_inference is_meta "
            "is_mkldnn is_mps is_nested is_quantized is_signed is_sparse is_xla is_xpu item itemsize layout nbytes "
            "ndim ndimension nelement numel numpy requires_grad_ size storage_offset stride tolist"
        ),
    },
    "determinants": {
        "": "det logdet",
        "Tensor": "det logdet",
        "linalg": "det slogdet",
    },
    "diagonal": {
        "": "diag diag_embed diagflat diagonal diagonal_scatter tril tril_indices triu triu_indices",
        "Tensor": "diag diag_embed diagflat diagonal diagonal_scatter fill_diagonal_ tril tril_ triu triu_",
    },
    "differences": {
        "": "cumulative_trapezoid diff gradient trapezoid trapz",
        "Tensor": "diff",
    },
    "distances": {
        "": "cdist cosine_similarity dist pairwise_distance pdist renorm",
        "Tensor": "dist renorm renorm_",
        "nn.functional": "cosine_similarity normalize pairwise_distance pdist",
    },
    "dropout": {
        "": (
            "alpha_dropout alpha_dropout_ dropout dropout_ feature_alpha_dropout feature_alpha_dropout_ "
            "feature_dropout feature_dropout_ native_dropout native_dropout_backward"
        ),
        "nn.functional": (
            "alpha_dropout dropout dropout1d dropout2d dropout3d feature_alpha_dropout gumbel_softmax"
        ),
    },
    "eigen": {
        "linalg": "eig eigh eigvals eigvalsh",
    },
    "einsum": {
        "": "einsum",
    },
    "embedding": {
        "": "embedding",
        "nn.functional": "embedding",
    },
    "extremes": {
        "": "amax amin aminmax argmax argmin max min",
        "Tensor": "amax amin aminmax argmax argmin max min",
    },
    "former": {
        "": "eig lstsq matrix_rank solve symeig",
        "Tensor": (
            "__long__ __nonzero__ coalesce dense_dim dequantize dim_order eig indices is_coalesced is_distributed "
            "is_ipu is_maia is_mtia is_sparse_csr is_vulkan lstsq reinforce resize resize_as solve sparse_dim symeig "
            "to_dense values volatile"
        ),
    },
    "former_linalg": {
        "": "pinverse qr svd",
        "Tensor": "pinverse qr svd",
    },
    "former_solving": {
        "": "cholesky lu lu_solve slogdet",
        "Tensor": "cholesky lu lu_solve slogdet",
    },
    "fourier": {
        "fft": (
            "fft fft2 fftfreq fftn fftshift hfft hfft2 hfftn ifft ifft2 ifftn ifftshift ihfft ihfft2 ihfftn irfft "
            "irfft2 irfftn rfft rfft2 rfftfreq rfftn"
        ),
    },
    "fourier_frames": {
        "": "istft stft",
        "Tensor": "istft stft",
    },
    "grid": {
        "": "affine_grid_generator grid_sampler grid_sampler_2d grid_sampler_3d",
        "nn.functional": "affine_grid grid_sample",
    },
    "histograms": {
        "": "bincount histc histogram histogramdd",
        "Tensor": "bincount histc histogram",
    },
    "indexing": {
        "": "index_put narrow select",
        "Tensor": "__contains__ __delitem__ __getitem__ __iter__ __setitem__ index_put index_put_ narrow select",
    },
    "joining": {
        "": (
            "block_diag cartesian_prod cat column_stack combinations concat concatenate dstack hstack meshgrid "
            "row_stack stack unbind vstack"
        ),
        "Tensor": "unbind",
    },
    "ldl": {
        "linalg": "ldl_factor ldl_factor_ex ldl_solve",
    },
    "legacy": {
        "Tensor": "legacy new",
    },
    "linalg_shapes": {
        "linalg": "diagonal vander",
    },
    "linear": {
        "": "bmm dot ger inner matmul mm mv outer vdot",
        "Tensor": "__matmul__ __rmatmul__ bmm dot ger inner matmul mm mv outer vdot",
        "linalg": "matmul",
        "nn.functional": "linear",
    },
    "literals": {
        "": "as_tensor asarray from_dlpack from_numpy frombuffer tensor",
        "Tensor": "new_tensor",
    },
    "loss": {
        "nn.functional": "gaussian_nll_loss huber_loss kl_div l1_loss mse_loss poisson_nll_loss smooth_l1_loss",
    },
    "lowrank": {
        "": "pca_lowrank svd_lowrank",
    },
    "lu": {
        "": "lu_unpack",
        "linalg": "lu lu_factor lu_factor_ex lu_solve",
    },
    "margins": {
        "nn.functional": (
            "cosine_embedding_loss hinge_embedding_loss margin_ranking_loss multi_margin_loss multilabel_margin_loss "
            "multilabel_soft_margin_loss soft_margin_loss triplet_margin_loss triplet_margin_with_distance_loss"
        ),
    },
    "masked": {
        "masked": (
            "amax amin argmax argmin cumprod cumsum log_softmax logaddexp logsumexp mean median norm normalize prod "
            "softmax softmin std sum var"
        ),
    },
    "masking": {
        "": "argwhere masked_fill masked_scatter masked_select nonzero nonzero_static unravel_index",
        "Tensor": (
            "argwhere masked_fill masked_fill_ masked_scatter masked_scatter_ masked_select nonzero nonzero_static"
        ),
        "nn.functional": "one_hot",
    },
    "matrix_exp": {
        "": "matrix_exp",
        "Tensor": "matrix_exp",
        "linalg": "matrix_exp",
    },
    "matrix_norms": {
        "linalg": "cond matrix_norm norm",
    },
    "matrix_power": {
        "": "matrix_power",
        "Tensor": "matrix_power",
        "linalg": "matrix_power",
    },
    "memory": {
        "": "is_storage resize_as_",
        "Tensor": (
            "is_pinned is_set_to is_shared pin_memory resize_ resize_as_ set_ share_memory_ storage untyped_storage"
        ),
    },
    "normalization": {
        "": (
            "batch_norm group_norm instance_norm layer_norm native_batch_norm native_group_norm native_layer_norm "
            "rms_norm"
        ),
        "nn.functional": "batch_norm group_norm instance_norm layer_norm local_response_norm rms_norm",
    },
    "norms": {
        "": "norm",
        "Tensor": "norm",
        "linalg": "vector_norm",
    },
    "numpy_api": {
        "Tensor": "__array_function__ __array_ufunc__ __array_wrap__ __dlpack__ __dlpack_device__",
    },
    "padding": {
        "": "constant_pad_nd",
        "nn.functional": "pad",
    },
    "pairs": {
        "": "arctan2 atan2 copysign gcd heaviside hypot lcm ldexp logaddexp logaddexp2 nextafter xlogy",
        "Tensor": (
            "arctan2 arctan2_ atan2 atan2_ copysign copysign_ gcd gcd_ heaviside heaviside_ hypot hypot_ lcm lcm_ "
            "ldexp ldexp_ logaddexp logaddexp2 nextafter nextafter_ xlogy xlogy_"
        ),
        "special": "xlog1py xlogy",
    },
    "pointwise": {
        "": (
            "acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh cos cosh deg2rad exp exp2 "
            "expm1 log log10 log1p log2 logit neg negative positive rad2deg reciprocal relu rsqrt sigmoid sin sinc "
            "sinh sqrt tan tanh"
        ),
        "Tensor": (
            "__neg__ __pos__ acos acos_ acosh acosh_ arccos arccos_ arccosh arccosh_ arcsin arcsin_ arcsinh arcsinh_ "
            "arctan arctan_ arctanh arctanh_ asin asin_ asinh asinh_ atan atan_ atanh atanh_ cos cos_ cosh cosh_ "
            "deg2rad deg2rad_ exp exp2 exp2_ exp_ expm1 expm1_ log log10 log10_ log1p log1p_ log2 log2_ log_ logit "
            "logit_ neg neg_ negative negative_ positive rad2deg rad2deg_ reciprocal reciprocal_ relu relu_ rsqrt "
            "rsqrt_ sigmoid sigmoid_ sin sin_ sinc sinc_ sinh sinh_ sqrt sqrt_ tan tan_ tanh tanh_"
        ),
        "nn.functional": "sigmoid tanh",
        "scalar.Value": (
            "acos acosh asin asinh atan atanh cos cosh deg2rad exp exp2 expm1 log log10 log1p log2 neg rad2deg "
            "reciprocal relu rsqrt sigmoid sin sinc sinh sqrt tan tanh"
        ),
        "special": "exp2 expm1 log1p logit sinc",
    },
    "polynomials": {
        "special": (
            "chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w "
            "hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p "
            "shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v "
            "shifted_chebyshev_polynomial_w"
        ),
    },
    "pooling": {
        "": "avg_pool1d max_pool1d max_pool1d_with_indices max_pool2d max_pool3d",
        "nn.functional": (
            "avg_pool1d avg_pool2d avg_pool3d max_pool1d max_pool1d_with_indices max_pool2d max_pool2d_with_indices "
            "max_pool3d max_pool3d_with_indices"
        ),
    },
    "products": {
        "": "cumprod prod",
        "Tensor": "cumprod cumprod_ prod",
    },
    "protocols": {
        "Tensor": (
            "__deepcopy__ __format__ __reduce_ex__ __repr__ __reversed__ __setstate__ _make_subclass as_subclass"
        ),
    },
    "pseudoinverse": {
        "linalg": "lstsq matrix_rank pinv",
    },
    "qr": {
        "linalg": "qr",
    },
    "queries": {
        "": (
            "can_cast detach get_default_device get_device is_complex is_conj is_floating_point is_inference is_neg "
            "is_nonzero is_same_size is_signed is_tensor numel promote_types resolve_conj resolve_neg result_type "
            "set_default_device set_default_tensor_type"
        ),
        "Tensor": "is_conj is_neg is_nonzero is_same_size resolve_conj resolve_neg",
    },
    "random": {
        "": (
            "bernoulli binomial get_rng_state initial_seed manual_seed multinomial normal poisson rand rand_like "
            "randint randint_like randn randn_like randperm seed set_rng_state"
        ),
        "Tensor": (
            "bernoulli bernoulli_ cauchy_ exponential_ geometric_ log_normal_ multinomial normal_ random_ uniform_"
        ),
    },
    "ranges": {
        "": "arange linspace logspace range vander",
    },
    "recurrent": {
        "": "gru gru_cell lstm lstm_cell rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell",
    },
    "reduction": {
        "": "all any count_nonzero hash_tensor mean sum trace",
        "Tensor": "all any count_nonzero hash_tensor mean sum sum_to_size trace",
    },
    "reflectors": {
        "": "geqrf orgqr ormqr",
        "Tensor": "geqrf orgqr ormqr",
        "linalg": "householder_product",
    },
    "resample": {
        "nn.functional": "interpolate upsample upsample_bilinear upsample_nearest",
    },
    "rounding": {
        "": "ceil fix floor frac frexp nan_to_num round trunc",
        "Tensor": (
            "ceil ceil_ fix fix_ floor floor_ frac frac_ frexp nan_to_num nan_to_num_ round round_ trunc trunc_"
        ),
        "scalar.Value": "ceil floor frac trunc",
        "special": "round",
    },
    "scan": {
        "": "cummax cummin cumsum logcumsumexp",
        "Tensor": "cummax cummin cumsum cumsum_ logcumsumexp",
    },
    "scattering": {
        "": "gather scatter scatter_add scatter_reduce",
        "Tensor": "gather scatter scatter_ scatter_add scatter_add_ scatter_reduce scatter_reduce_",
    },
    "searching": {
        "": "bucketize isin searchsorted unique unique_consecutive",
        "Tensor": "unique unique_consecutive",
    },
    "selection": {
        "": "kthvalue median mode nanmedian",
        "Tensor": "kthvalue median mode nanmedian",
    },
    "shape": {
        "": (
            "atleast_1d atleast_2d atleast_3d broadcast_shapes broadcast_tensors broadcast_to flatten ravel reshape "
            "squeeze unflatten unsqueeze"
        ),
        "Tensor": (
            "broadcast_to expand expand_as flatten ravel reshape reshape_as squeeze unflatten unsqueeze view view_as"
        ),
    },
    "slices": {
        "": "index_add index_copy index_fill index_reduce index_select put take take_along_dim",
        "Tensor": (
            "index_add index_add_ index_copy index_copy_ index_fill index_fill_ index_reduce index_reduce_ "
            "index_select put put_ take take_along_dim"
        ),
    },
    "softmax": {
        "": "log_softmax logsumexp softmax",
        "Tensor": "log_softmax logsumexp softmax",
        "special": "log_softmax logsumexp softmax",
    },
    "softmax_functional": {
        "nn.functional": "log_softmax softmax softmin",
    },
    "solving": {
        "": "inverse",
        "Tensor": "inverse",
        "linalg": "inv inv_ex solve solve_ex tensorinv tensorsolve",
    },
    "sorting": {
        "": "argsort msort sort topk",
        "Tensor": "argsort msort sort topk",
    },
    "special": {
        "": "digamma erf erfc erfinv i0 igamma igammac lgamma mvlgamma polygamma",
        "Tensor": (
            "digamma digamma_ erf erf_ erfc erfc_ erfinv erfinv_ i0 i0_ igamma igamma_ igammac igammac_ lgamma "
            "lgamma_ mvlgamma mvlgamma_ polygamma polygamma_"
        ),
        "scalar.Value": "erf erfc lgamma",
        "special": (
            "airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 digamma entr erf erfc erfcx erfinv expit gammainc "
            "gammaincc gammaln i0 i0e i1 i1e log_ndtr modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 "
            "modified_bessel_k1 multigammaln ndtr ndtri polygamma psi scaled_modified_bessel_k0 "
            "scaled_modified_bessel_k1 spherical_bessel_j0 zeta"
        ),
    },
    "splitting": {
        "": (
            "chunk dsplit hsplit split split_with_sizes tensor_split unsafe_chunk unsafe_split "
            "unsafe_split_with_sizes vsplit"
        ),
        "Tensor": (
            "chunk dsplit hsplit split split_with_sizes tensor_split unsafe_chunk unsafe_split "
            "unsafe_split_with_sizes vsplit"
        ),
    },
    "statistics": {
        "": "corrcoef cov nanmean nanquantile nansum quantile std std_mean var var_mean",
        "Tensor": "corrcoef cov nanmean nanquantile nansum quantile std var",
    },
    "strides": {
        "": "as_strided",
        "Tensor": "as_strided as_strided_ squeeze_ swapaxes_ swapdims_ t_ transpose_ unfold unsqueeze_",
    },
    "svd": {
        "linalg": "svd svdvals",
    },
    "ternary": {
        "": "addcdiv addcmul lerp",
        "Tensor": "addcdiv addcdiv_ addcmul addcmul_ lerp lerp_",
    },
    "transposition": {
        "": "adjoint moveaxis movedim permute swapaxes swapdims t transpose",
        "Tensor": "H T adjoint mH mT moveaxis movedim permute swapaxes swapdims t transpose",
    },
    "triangular": {
        "": "triangular_solve",
        "Tensor": "triangular_solve",
        "linalg": "solve_triangular",
    },
    "unpooling": {
        "nn.functional": (
            "fractional_max_pool2d fractional_max_pool3d lp_pool1d lp_pool2d lp_pool3d max_unpool1d max_unpool2d "
            "max_unpool3d"
        ),
    },
    "windows": {
        "": "bartlett_window blackman_window hamming_window hann_window kaiser_window",
        "signal.windows": (
            "bartlett blackman cosine exponential gaussian general_cosine general_hamming hamming hann kaiser nuttall"
        ),
    },
}
