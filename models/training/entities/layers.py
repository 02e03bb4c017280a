"""The layers of a trained English trunk as plain modules: what the exporter can write as one graph."""

from __future__ import annotations

from typing import Any

__all__ = ["plain_layers"]


def plain_layers(bert: Any) -> Any:
    """Return modules of (states, bias) -> states, one a layer; the three projections are made one."""
    import torch
    from torch import nn

    class Layer(nn.Module):
        def __init__(self, source: Any, heads: int) -> None:
            super().__init__()
            own = source.attention.self
            width = own.query.in_features
            self.heads, self.size = heads, width // heads
            self.all = nn.Linear(width, 3 * width)
            with torch.no_grad():
                self.all.weight.copy_(torch.cat([own.query.weight, own.key.weight, own.value.weight]))
                self.all.bias.copy_(torch.cat([own.query.bias, own.key.bias, own.value.bias]))
            self.out, self.after = source.attention.output.dense, source.attention.output.LayerNorm
            self.up, self.down = source.intermediate.dense, source.output.dense
            self.last = source.output.LayerNorm

        def forward(self, states: Any, bias: Any) -> Any:
            rows, tokens, width = states.shape
            parts = self.all(states).reshape(rows, tokens, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
            scores = torch.matmul(parts[0], parts[1].transpose(-1, -2)) * self.size**-0.5 + bias
            mixed = torch.matmul(torch.softmax(scores, -1), parts[2]).transpose(1, 2).reshape(rows, tokens, width)
            states = self.after(self.out(mixed) + states)
            return self.last(self.down(nn.functional.gelu(self.up(states))) + states)

    return nn.ModuleList(Layer(it, bert.config.num_attention_heads) for it in bert.encoder.layer)
