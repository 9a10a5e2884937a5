"""The cure that the thesis suggests for noise in silence: subtract the constant artefact (thesis 3.6.6, 3.7)."""

from torch import Tensor, zeros_like

from lasaft_nb.models.source_model import SourceModel


class ArtefactCancelled(SourceModel):
    """A model minus its own answer to silence: y(x) = model(x) - model(0).

    For a network of spectrograms that is a subtraction of complex spectrograms, since the inverse STFT is linear. It
    is exact for silence. For music it would be exact only if the network were "something that keeps zero, plus a
    constant"; with a ReLU after every layer it is not, so what it does to music has to be measured.
    """

    def __init__(self, model: SourceModel) -> None:
        super().__init__(
            targets=model.targets, sample_rate=model.sample_rate, conditioned=model.conditioned, ask=model.ask
        )
        self.model = model
        self.stft = getattr(model, "stft", None)  # by which a Separator chooses its windows

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mixture (b, c, n) to sources (b, s, c, n); a conditioned model's condition as `SourceModel.forward` has it.

        Every request has an answer to silence of its own, which is what is taken from it.
        """
        return self.model(mixture, condition) - self.model(zeros_like(mixture[:1]), condition)

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        """The model's own loss, a scalar; the subtraction is for separating, not for training."""
        return self.model.loss(mixture, targets, condition)
