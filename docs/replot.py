# python3 docs/replot.py run.npz picture.svg: portraits and tangling of a run that `tanglewalk export` wrote
import sys, numpy as np, matplotlib.pyplot as plt
run = np.load(sys.argv[1])
figure, panels = plt.subplots(1, 3, figsize=(12, 4))
for panel, layer in zip(panels, ["hidden", "action"]):
    z = (run[layer] - run[layer].mean(0, dtype=float)) / run[layer].std(0, dtype=float)
    slope = np.diff(z, axis=0, prepend=2 * z[:1] - z[1:2]) / np.diff(run["time"]).mean()
    apart = lambda x: np.maximum((x**2).sum(1)[:, None] + (x**2).sum(1) - 2 * x @ x.T, 0)
    q = (apart(slope) / (apart(z) + 0.1 * z.var())).max(1)
    panel.plot(*(z @ np.linalg.svd(z, full_matrices=False)[2][:2].T).T, lw=0.5), panel.set_title(layer)
    panels[2].plot(run["time"], q, label=layer), print(layer, "median tangling", np.median(q))
panels[2].legend(), figure.savefig(sys.argv[2])
