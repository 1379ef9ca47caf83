"""The model card that travels in a bundle, as Markdown."""

from typing import Any


def model_card(manifest: dict[str, Any], report: dict[str, Any]) -> str:
    """The card of one build, from its manifest and its report."""
    origin = (
        "the embedded sample: titles written for this project, **ratings simulated, nobody's own**"
        if manifest["sample"]
        else "the raw files listed in `manifest.json`"
    )
    platforms = ", ".join(f"{platform} {count:,}" for platform, count in sorted(report["titles"].items()))
    lines = [
        "# Butaca bundle",
        "",
        f"Built {manifest['built']} from {origin}.",
        "",
        f"- titles: {sum(report['titles'].values()):,} of {report['works']:,} works ({platforms})",
        f"- ratings: {report['ratings']:,} by {report['users']:,} users",
        "",
        "A content model (TF-IDF over title, genres, people, country and description, cosine similarity) answers «more",
        "like this»; a collaborative model (biased matrix factorisation) answers how well a title suits a user.",
        "",
    ]
    models = report["metrics"].get("models", {})
    if models:
        lines += [
            f"Errors in stars on ratings that the models did not see ({report['metrics']['split']}):",
            "",
            "| model | RMSE | MAE |",
            "| --- | --- | --- |",
            *(f"| {name} | {errors['rmse']:.4f} | {errors['mae']:.4f} |" for name, errors in models.items()),
            "",
        ]
    else:
        lines += ["There were too few ratings for a collaborative model.", ""]
    lines += [
        "What it cannot do: it knows the catalogues as they were when the raw files were made, knows nothing of a user",
        "without ratings, and predicts a work that nobody rated from the user's own habits alone.",
        "",
        "Load it with `recsys.bundle.load_bundle(folder)`; no file in it is a pickle.",
        "",
    ]
    return "\n".join(lines)
