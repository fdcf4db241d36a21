// The sky: from mist at the horizon to the dark above. World z up.
// In: `Sky` (colours linear). Out: opaque colour, not tone mapped.

#import bevy_pbr::{
    forward_io::VertexOutput,
    mesh_view_bindings::view,
}

struct Sky {
    mist: vec4<f32>,
    zenith: vec4<f32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> sky: Sky;

fn dither(pixel: vec2<f32>) -> f32 {
    return (fract(52.9829189 * fract(dot(pixel, vec2<f32>(0.06711056, 0.00583715)))) - 0.5) / 255.0;
}

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let direction = normalize(in.world_position.xyz - view.world_position.xyz);
    let height = clamp(direction.z / 0.35, 0.0, 1.0);
    let color = mix(sky.mist.rgb, sky.zenith.rgb, 1.0 - pow(1.0 - height, 2.0));
    let encoded = pow(color, vec3<f32>(1.0 / 2.2)) + dither(in.position.xy);
    return vec4<f32>(pow(max(encoded, vec3<f32>(0.0)), vec3<f32>(2.2)), 1.0);
}
