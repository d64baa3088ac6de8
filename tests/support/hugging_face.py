"""transformers and PEFT of a time when Debian's PyTorch was enough for them."""
import peer_packages


def need():
    try:
        import torch
    except ImportError as missing:
        print(f"skipped: {missing} (Debian: python3-torch)")
        raise SystemExit(peer_packages.SKIP)
    del torch
    peer_packages.run_with("hugging_face", ["transformers==4.44.2"], alone=["accelerate==0.33.0", "peft==0.12.0", "psutil"])
